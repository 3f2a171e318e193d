package io.featurefactory.cli.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.lake.WarehouseSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two ends of what a driver in a cluster prints. */
final class RemoteDriverTest {
  private static final String JOB = "run-2026-03-05T080000Z";

  @TempDir private Path folder;
  private WarehouseSettings warehouse;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void place() {
    warehouse =
        new WarehouseSettings(
            folder.resolve("warehouse").toString(),
            "jdbc:sqlite:" + folder.resolve("c.db"),
            "shop");
  }

  private int follow() {
    return new RemoteDriver(warehouse, JOB)
        .follow(new PrintWriter(out, true), new PrintWriter(err, true));
  }

  private JobOutput driver() throws InterruptedException {
    JobOutput driver = JobOutput.open(warehouse, JOB, output -> output.end(130));
    while (!new JobOutput.Reader(warehouse, JOB).exists()) {
      Thread.sleep(10);
    }
    return driver;
  }

  @Test
  void follow_fromTheMiddle_printsAllAndForgetsIt() throws Exception {
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
    assertThat(JobOutput.jobs(warehouse)).isEmpty();
  }

  @Test
  void cancel_endsTheDriver_andItsOutputStays() throws Exception {
    JobOutput driver = driver();
    driver.err().print("half done");

    assertThat(new RemoteDriver(warehouse, JOB).cancel()).isTrue();

    assertThat(follow()).isEqualTo(130);
    assertThat(err).hasToString("half done");
  }

  @Test
  void noSuchJob_namesThoseThatAreThere() throws Exception {
    assertThatThrownBy(this::follow)
        .hasMessage("There is no job " + JOB + " (expected: none runs in a cluster)");
    try (JobOutput driver = driver()) {
      assertThat(driver).isNotNull();
      assertThatThrownBy(() -> new RemoteDriver(warehouse, "other").cancel())
          .hasMessage("There is no job other (expected: one of " + JOB + ")");
      assertThatThrownBy(() -> new RemoteDriver(warehouse, "../jobs/" + JOB).cancel())
          .hasMessageStartingWith("There is no job ../jobs/");
    }
  }
}
