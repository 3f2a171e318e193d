package io.featurefactory.client.direct;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java in the documents compiles. */
class DocumentedExamplesTest {
  private static final Path DOCUMENT = Path.of("../docs/serving.md");
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

  private static final String IMPORTS =
      """
      import io.featurefactory.client.*;
      import io.featurefactory.client.direct.*;
      import io.featurefactory.model.*;
      import io.featurefactory.online.redis.*;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      """;

  @TempDir Path temporary;

  @Test
  void java_inTheDocumentOfServing_compiles() throws IOException {
    List<String> examples =
        JAVA.matcher(Files.readString(DOCUMENT))
            .results()
            .map(DocumentedExamplesTest::unit)
            .toList();

    assertThat(examples).hasSize(2);
    assertThat(examples).allSatisfy(example -> assertThat(compile(example)).isEmpty());
  }

  /** A class as it is, statements in a method. */
  private static String unit(MatchResult example) {
    String code = example.group(1);
    return IMPORTS
        + (code.contains("class ")
            ? code
            : "final class Statements { void run(List<String> ads) {\n" + code + "} }");
  }

  /** What the compiler says. */
  private String compile(String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of(
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    temporary.toString()),
                null,
                List.of(new Text(source)))
            .call();
    return compiled ? "" : said.toString();
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String source;

    Text(String source) {
      super(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE);
      this.source = source;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return source;
    }
  }
}
