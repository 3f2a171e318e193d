package io.featurefactory.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFolderTest {
  @TempDir Path state;

  @Test
  void of_nothingThere_isAFolderOfThisProcess() {
    assertThat(SpillFolder.of(state))
        .isEqualTo(folder(ThisProcess.holder().host(), ThisProcess.holder().pid()))
        .doesNotExist();
  }

  @Test
  void of_foldersOfOthers_removesThoseOfTheDeadOfThisHost()
      throws IOException, InterruptedException {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    String host = ThisProcess.holder().host();
    Path dead = filled(folder(host, ended.pid()));
    Path alive = filled(folder(host, ProcessHandle.current().pid()));
    Path elsewhere = filled(folder("another-host", ended.pid()));
    Path other = filled(state.resolve("spill").resolve("notes"));

    SpillFolder.of(state);

    assertThat(dead).doesNotExist();
    assertThat(alive.resolve("block")).exists();
    assertThat(elsewhere.resolve("block")).exists();
    assertThat(other.resolve("block")).exists();
  }

  private Path folder(String host, long pid) {
    return state.resolve("spill").resolve(host + "-" + pid);
  }

  private static Path filled(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("block"), "x");
    return folder;
  }
}
