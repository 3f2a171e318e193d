package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultFolderTest {
  @TempDir Path folder;

  @Test
  void close_removesAllThatIsInIt() throws IOException {
    Path path;
    try (ResultFolder results = ResultFolder.make(settings(folder.resolve("a/spill")))) {
      path = results.path();
      Files.writeString(path.resolve("one.parquet"), "1");
      results.remove(Files.writeString(path.resolve("two.parquet"), "2"));
      assertThat(path).isDirectoryContaining("glob:**/one.parquet");
      assertThat(path.resolve("two.parquet")).doesNotExist();
    }

    assertThat(path).doesNotExist();
    assertThat(path.getParent()).exists();
  }

  @Test
  void make_whereThereIsAFile_saysWhatCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("spill"), "");

    assertThatThrownBy(() -> ResultFolder.make(settings(file)))
        .isInstanceOf(FactoryException.class)
        .hasMessageStartingWith("Cannot write " + file + "/results-")
        .hasMessageEndingWith("Check the folder's permissions");
  }

  @Test
  void fullDisk_isToldAsElsewhere() {
    assertThat(LakeErrors.cannotWrite(folder, new IOException("x: No space left on device")))
        .isInstanceOf(DiskFullException.class);
  }

  private static KernelSettings settings(Path spill) {
    return new KernelSettings(1, 1 << 28, spill);
  }
}
