package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GlobTest {
  private static final List<String> NAMES =
      List.of("a", "b", "c", "ab", "-", "]", "[", "!", "^", "&", "+", "a.b", "x/a", "x/y/a", "x/b");

  private static Pattern regex(String text) {
    return Glob.regex(
        new Source(
            "events",
            new Source.Files(text),
            "at",
            null,
            null,
            null,
            null,
            List.of(new Source.Column("at", Primitive.TIMESTAMP, "at", null))),
        text);
  }

  @Test
  void regex_matchesWhatTheGlobOfTheKernelMatches(@TempDir Path folder) throws IOException {
    Path files = folder.resolve("files");
    for (String name : NAMES) {
      Files.createDirectories(files.resolve(name).getParent());
      Files.createFile(files.resolve(name));
    }
    try (Kernel kernel = Kernel.open(new KernelSettings(1, 1 << 28, folder.resolve("spill")));
        KernelSession session = kernel.session()) {
      for (String glob :
          List.of(
              "*", "?", "[ab]", "[!a]", "[!ab]*", "[a-b]", "[!a-b]", "[]a]", "[!]a]", "[[]", "[-a]",
              "[^a]", "[!!]", "[a&&b]", "a.b", "*.*", "[+.]", "**/a", "x/*", "x/[!a]", "*/?")) {
        List<String> expected =
            session.query(
                "SELECT file FROM glob(" + SqlText.text(files + "/" + glob) + ")",
                row -> files.relativize(Path.of(String.valueOf(row.string(0)))).toString());

        assertThat(NAMES)
            .as(glob)
            .filteredOn(name -> regex(glob).matcher(name).matches())
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
  }

  @Test
  void regex_charactersOfAnyLanguage_areOneEach() {
    assertThat(regex("?/[é-ü]/[!é]/😀*").matcher("😀/ö/😀/😀").matches()).isTrue();
  }

  @Test
  void regex_bracketThatDoesNotEndInItsName_isRefused() {
    for (String glob : List.of("[", "[a", "[!", "[]", "[!]", "x/[a/b]")) {
      assertThatThrownBy(() -> regex(glob))
          .as(glob)
          .hasMessage(
              "Source events: '%s' has a [ without a ] in the same name (expected: such as [abc], [a-c] or [!abc]). For the character itself, write [[]"
                  .formatted(glob));
    }
  }

  @Test
  void regex_rangeUpsideDown_isRefused() {
    assertThatThrownBy(() -> regex("[ac-b]"))
        .hasMessage(
            "Source events: '[ac-b]' has the range c-b, which no character is in (expected: the lesser one first)");
  }
}
