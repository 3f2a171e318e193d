package io.featurefactory.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparkErrorsTest {
  /** As Spark 4.1.3 said it of a task that ended its process with code 139. */
  private static final String CRASH =
      "Job aborted due to stage failure: Task 1 in stage 0.0 failed 4 times, most recent failure: Lost task 1.3 in stage 0.0 (TID 4) (192.0.2.2 executor 3): ExecutorLostFailure (executor 3 exited caused by one of the running tasks) Reason: Command exited with code 139\nDriver stacktrace:";

  @Test
  void failed_ofATaskThatEndsItsExecutors_namesIt() {
    assertThat(
            SparkErrors.failed(
                new IllegalStateException(CRASH), List.of("one", "tiles of ad_views v1")))
        .hasMessageStartingWith(
            "Spark gave up: tiles of ad_views v1 ended its executor 4 times (Command exited with code 139). Nothing was committed.");
  }

  @Test
  void failed_otherwise_saysWhatSparkSays() {
    assertThat(
            SparkErrors.failed(new IllegalStateException("Stage cancelled\nat x"), List.of("one")))
        .hasMessageStartingWith("Spark gave up: Stage cancelled. Nothing was committed");
  }
}
