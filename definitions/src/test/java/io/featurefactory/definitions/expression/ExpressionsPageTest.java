package io.featurefactory.definitions.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that messages send people to lists what there is. */
class ExpressionsPageTest {
  private static final Pattern CALL = Pattern.compile("`([a-z_0-9]+\\([^`]*\\))`");

  @Test
  void functions_areThoseOfTheCatalog() throws IOException {
    assertThat(firstColumn("## Functions"))
        .containsExactlyInAnyOrderElementsOf(FunctionCatalog.usages());
  }

  @Test
  void aggregates_areThoseOfTheCatalog() throws IOException {
    Set<String> names = new TreeSet<>();
    firstColumn("## Aggregate calls")
        .forEach(call -> names.add(call.substring(0, call.indexOf('('))));

    assertThat(names).isEqualTo(new TreeSet<>(AggregateNames.all()));
  }

  /** The calls in the first column of the table under a heading. */
  private static List<String> firstColumn(String heading) throws IOException {
    String page = Files.readString(Path.of("../docs/spec/expressions.md"));
    int start = page.indexOf(heading + "\n");
    int end = page.indexOf("\n## ", start + 1);
    List<String> calls = new ArrayList<>();
    for (String line : page.substring(start, end).lines().toList()) {
      if (line.startsWith("| `")) {
        Matcher call = CALL.matcher(line.substring(0, line.indexOf(" | ")));
        while (call.find()) {
          calls.add(call.group(1));
        }
      }
    }
    return calls;
  }
}
