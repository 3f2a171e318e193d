package io.featurefactory.cli.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.lake.WarehouseSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ends of what a driver in a cluster prints. */
final class RemoteDriverTest {
  private static final String JOB = "run-2026-03-05T080000Z";

  @TempDir private Path folder;
  private ProjectSettings settings;
  private WarehouseSettings warehouse;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void project() throws IOException {
    Files.writeString(folder.resolve("factory.yaml"), "project: shop\n");
    settings = new ProjectFiles(folder, "", Map.of()).settings();
    warehouse = settings.warehouseSettings();
  }

  private int follow() {
    return RemoteDriver.follow(
        settings, JOB, new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private JobOutput driver() throws InterruptedException {
    JobOutput driver = JobOutput.open(warehouse, JOB, output -> output.end(130));
    while (!new JobOutput.Reader(warehouse, JOB).exists()) {
      Thread.sleep(10);
    }
    return driver;
  }

  @Test
  void follow_fromTheMiddle_printsAllAndKeepsIt() throws Exception {
    JobOutput driver = driver();
    driver.out().print("answer");
    driver.err().print("progress");
    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(this::follow);
    driver.out().print(", the rest");
    driver.end(3);
    driver.end(0); // told too late

    assertThat(code.get()).isEqualTo(3);
    assertThat(out).hasToString("answer, the rest");
    assertThat(err).hasToString("progress");
    assertThat(follow()).as("once more").isEqualTo(3);
    JobOutput.forget(warehouse, Instant.now().minusSeconds(60));
    assertThat(JobOutput.jobs(warehouse)).containsExactly(JOB);
    JobOutput.forget(warehouse, Instant.now().plusSeconds(60));
    assertThat(JobOutput.jobs(warehouse)).isEmpty();
  }

  @Test
  void cancel_endsTheDriver_andItsOutputStays() throws Exception {
    JobOutput driver = driver();
    driver.err().print("half done");

    assertThat(RemoteDriver.cancel(settings, JOB)).isEqualTo(new RemoteDriver.Cancelled(true, 130));

    assertThat(follow()).isEqualTo(130);
    assertThat(err).hasToString("half done");
  }

  @Test
  void noSuchJob_namesThoseThatAreThere() throws Exception {
    assertThatThrownBy(this::follow)
        .hasMessage(
            "There is no job "
                + JOB
                + " (expected: the name of one, but none was submitted). What a job prints is kept for a week");
    try (JobOutput driver = driver()) {
      assertThat(driver).isNotNull();
      assertThatThrownBy(() -> RemoteDriver.cancel(settings, "other"))
          .hasMessage(
              "There is no job other (expected: one of "
                  + JOB
                  + "). What a job prints is kept for a week");
      assertThatThrownBy(() -> RemoteDriver.cancel(settings, "../jobs/" + JOB))
          .hasMessageStartingWith("There is no job ../jobs/");
    }
  }
}
