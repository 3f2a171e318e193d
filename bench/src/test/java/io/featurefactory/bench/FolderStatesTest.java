package io.featurefactory.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStatesTest {
  @TempDir private Path temporary;

  @Test
  void restore_afterChanges_isAsSaved() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("project"));
    Path table = Files.createDirectories(folder.resolve("table"));
    Files.writeString(table.resolve("a.parquet"), "rows");
    Files.writeString(folder.resolve("catalog.db"), "before");
    FolderStates states = new FolderStates(folder, temporary.resolve("states"));
    assertThat(states.has("new")).isFalse();
    states.save("new");

    Files.writeString(folder.resolve("catalog.db"), "after");
    Files.writeString(table.resolve("b.parquet"), "more rows");
    Files.delete(table.resolve("a.parquet"));
    states.restore("new");

    assertThat(states.has("new")).isTrue();
    assertThat(folder.resolve("catalog.db")).hasContent("before");
    assertThat(table.resolve("a.parquet")).hasContent("rows");
    assertThat(table.resolve("b.parquet")).doesNotExist();
  }

  @Test
  void save_dataAndDatabases_areLinkedAndCopied() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("project"));
    Path states = temporary.resolve("states");
    Files.writeString(folder.resolve("a.parquet"), "rows");
    Files.writeString(folder.resolve("catalog.db"), "before");
    new FolderStates(folder, states).save("new");

    assertThat(Files.getAttribute(states.resolve("new/a.parquet"), "unix:nlink")).isEqualTo(2);
    assertThat(Files.getAttribute(states.resolve("new/catalog.db"), "unix:nlink")).isEqualTo(1);
  }
}
