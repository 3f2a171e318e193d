package io.featurefactory.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake in definitions, with its place and its words. */
class MistakesTest {
  record Case(String name, String yaml, List<String> messages) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of("views.txt", "services.txt").flatMap(MistakesTest::load);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void read_documentsWithMistakes_tellsAllOfThem(Case example) {
    FactoryException failure =
        catchThrowableOfType(
            FactoryException.class,
            () ->
                DefinitionReader.read(
                    List.of(DefinitionFile.of("test.yaml", example.yaml())), Examples.ENVIRONMENT));

    assertThat(failure).isNotNull();
    assertThat(failure.kind()).isEqualTo(FactoryException.Kind.USER);
    assertThat(failure.getMessage().lines().map(line -> line.replaceFirst("^test.yaml:", "")))
        .containsExactlyElementsOf(example.messages());
  }

  private static Stream<Case> load(String name) {
    try (InputStream in = MistakesTest.class.getResourceAsStream("mistakes/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Case> cases = new ArrayList<>();
      for (String part : text.split("(?m)^=== ", -1)) {
        if (!part.isBlank() && !part.startsWith("#")) {
          int nameEnd = part.indexOf('\n');
          int messages = part.indexOf("\n!!!\n");
          cases.add(
              new Case(
                  part.substring(0, nameEnd),
                  part.substring(nameEnd + 1, messages + 1),
                  part.substring(messages + 5).lines().toList()));
        }
      }
      return cases.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
