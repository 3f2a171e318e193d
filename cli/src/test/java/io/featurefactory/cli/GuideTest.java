package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/definitions.md} shows is right. */
final class GuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "definitions.md");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

  /** What the examples refer to and the guide does not show. */
  private static final List<String> ASSUMED =
      List.of(
          """
          kind: source
          name: sales
          table: lake.sales
          event_time: sold_at
          columns: {shop: bigint, sold_at: timestamp, price: double}
          """,
          """
          kind: source
          name: ads
          table: lake.ads
          event_time: updated_at
          columns: {ad_id: string, updated_at: timestamp, seller_id: bigint}
          """,
          """
          kind: feature_view
          name: ad_facts
          version: 1
          description: Whose ad it is
          owner: a@example.com
          source: ads
          keys: [ad_id]
          every: 1d
          features: [{name: seller_id, expr: seller_id}]
          """);

  @TempDir Path folder;

  @Test
  void examples_asOneProject_areAppliedAndTheirTestHolds() throws IOException {
    List<String> definitions = new ArrayList<>(ASSUMED);
    Files.createDirectories(folder.resolve("features"));
    Files.createDirectories(folder.resolve("tests"));
    for (Matcher m = EXAMPLE.matcher(Files.readString(GUIDE)); m.find(); ) {
      String example = m.group(1);
      if (example.startsWith("kind:")) {
        definitions.add(example);
      } else if (example.startsWith("name:")) {
        Files.writeString(folder.resolve("tests/guide.yaml"), example);
      } else {
        Files.writeString(folder.resolve("factory.yaml"), example);
      }
    }
    Files.writeString(folder.resolve("features/guide.yaml"), String.join("---\n", definitions));
    CommandLineDriver ff = new CommandLineDriver(folder, Instant.parse("2026-03-10T08:00:00Z"));

    assertThat(ff.ff("plan")).extracting(r -> r.code(), r -> r.err()).containsExactly(0, "");
    assertThat(ff.ff("apply").code()).isZero();
    assertThat(ff.ff("test").out()).contains("1 test, 0 failed");
  }
}
