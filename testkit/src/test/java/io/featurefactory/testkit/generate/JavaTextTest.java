package io.featurefactory.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaTextTest {
  private static final String CLASS =
      """
      import io.featurefactory.model.*;
      import io.featurefactory.testkit.generate.*;
      import java.math.BigDecimal;
      import java.time.*;
      import java.util.*;

      public class Pasted implements java.util.function.Supplier<FactoryCase> {
        public FactoryCase get() {
          return %s;
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void of_values_asAnAuthorWouldWriteThem() {
    assertThat(JavaText.of(Arrays.asList(1L, null, -0.0, Double.NaN, true)))
        .isEqualTo("Arrays.asList(1L, null, -0.0, Double.NaN, true)");
    assertThat(JavaText.of("a\"\\\n\u00e4")).isEqualTo("\"a\\\"\\\\\\n\\u00e4\"");
    assertThat(JavaText.of(List.of(new BigDecimal("1.50"), Instant.EPOCH)))
        .isEqualTo("List.of(new BigDecimal(\"1.50\"), Instant.parse(\"1970-01-01T00:00:00Z\"))");
    assertThat(JavaText.of(Long.MIN_VALUE)).isEqualTo("Long.MIN_VALUE");
  }

  @Test
  void print_randomCases_compileToTheSameCase() throws Exception {
    List<FactoryCase> cases =
        FactoryCases.cases(3, 60).filter(c -> c.events().size() < 60).limit(8).toList();
    for (FactoryCase one : cases) {
      assertThat(compiled(one.print())).isEqualTo(one);
    }
  }

  private Object compiled(String expression) throws Exception {
    Path target = Files.createTempDirectory(folder, "classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    boolean done =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", target.toString(), "-proc:none"),
                null,
                List.of(file(CLASS.formatted(expression))))
            .call();
    assertThat(done).as(messages.toString()).isTrue();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {target.toUri().toURL()})) {
      Object made = loader.loadClass("Pasted").getDeclaredConstructor().newInstance();
      return ((java.util.function.Supplier<?>) made).get();
    }
  }

  private static JavaFileObject file(String content) {
    return new SimpleJavaFileObject(
        URI.create("string:///Pasted.java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return content;
      }
    };
  }
}
