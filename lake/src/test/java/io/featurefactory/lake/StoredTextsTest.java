package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTextsTest {
  @TempDir Path folder;
  private StoredTexts texts;

  @BeforeEach
  void open() {
    texts =
        new StoredTexts(
            new WarehouseSettings(
                folder.toString(), "jdbc:sqlite:" + folder.resolve("catalog.db"), "test"),
            "jobs/1");
  }

  @Test
  void find_whatWasPut_isTheLastText() {
    assertThat(texts.find("out")).isNull();

    texts.put("out", "one");
    texts.put("out", "one\ntwö");

    assertThat(texts.find("out")).isEqualTo("one\ntwö");
    assertThat(folder.resolve("jobs/1")).isDirectoryContaining(f -> f.endsWith("out"));
    assertThat(texts.location()).isEqualTo(folder + "/jobs/1");
  }

  @Test
  void remove_takesItAway_alsoTwice() {
    texts.put("code", "0");

    texts.remove("code");
    texts.remove("code");

    assertThat(texts.find("code")).isNull();
  }
}
