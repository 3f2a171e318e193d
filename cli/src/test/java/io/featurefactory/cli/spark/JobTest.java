package io.featurefactory.cli.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTest {
  @TempDir Path folder;

  @Test
  void word_isOneWordAndGivesTheJobBack() {
    Job job =
        new Job(
            "/home/me/my shop",
            Map.of("factory.yaml", "project: shöp\n# 'quoted' \"$x\""),
            "run-1");

    assertThat(job.word()).matches("[A-Za-z0-9_-]+");
    assertThat(Job.of(job.word())).isEqualTo(job);
  }

  @Test
  void folder_thatIsHere_isTaken() {
    assertThat(new Job(folder.toString(), Map.of(), "").folder()).isEqualTo(folder);
  }

  @Test
  void folder_thatIsOnAnotherMachine_isMadeOfItsSettings() {
    Job job =
        new Job(
            folder.resolve("elsewhere").toString(), Map.of("factory.yaml", "project: shop\n"), "x");

    assertThat(job.folder().resolve("factory.yaml")).content().isEqualTo("project: shop\n");
    assertThat(Files.exists(folder.resolve("elsewhere"))).isFalse();
  }
}
