package io.featurefactory.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.compute.EngineOracle;
import io.featurefactory.compute.KernelTask;
import io.featurefactory.compute.LocalScheduler;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.testkit.generate.FactoryCase;
import io.featurefactory.testkit.generate.TrainingCase;
import io.featurefactory.training.TrainingCaseOracle;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the engine and the join on Spark to the naive oracles, on the random cases that the local
 * scheduler is held to.
 *
 * <p>A short run by default; {@code -Dff.cases=500 -Dff.seed=1} for the proof.
 */
class SparkOracleTest {
  private static final int CASES = Integer.getInteger("ff.cases", 4);
  private static final int TRAINING_CASES = Integer.getInteger("ff.cases", 2);
  private static final long SEED = Long.getLong("ff.seed", 20_261_127L);

  @TempDir Path folder;

  @Test
  void log_ofRandomCases_equalsTheOracles() throws IOException {
    try (LocalSpark spark = new LocalSpark(folder)) {
      compare(spark, spark.scheduler());
    }
  }

  @Test
  void log_whenTheSchedulerChangesInTheMiddle_equalsTheOracles() throws IOException {
    try (LocalSpark spark = new LocalSpark(folder)) {
      TaskScheduler local = new LocalScheduler(spark.kernel());
      compare(spark, new Either(local, spark.scheduler(), new Random(SEED)));
    }
  }

  @Test
  void trainingSet_ofRandomCases_equalsTheOracles() throws IOException {
    try (LocalSpark spark = new LocalSpark(folder);
        TrainingCaseOracle oracle = new TrainingCaseOracle(spark.kernel(), folder)) {
      List<TrainingCase> cases = TrainingCaseOracle.cases(SEED, TRAINING_CASES);
      int rows = 0;
      for (TrainingCase random : cases) {
        rows += oracle.compareTasks(random, spark.scheduler());
      }
      assertThat(rows).as("rows compared").isGreaterThan(cases.size());
    }
  }

  private void compare(LocalSpark spark, TaskScheduler scheduler) throws IOException {
    EngineOracle oracle = new EngineOracle(spark.kernel(), scheduler, folder);
    List<FactoryCase> cases = EngineOracle.cases(SEED, CASES);
    int rows = 0;
    for (FactoryCase random : cases) {
      rows += oracle.compare(random);
    }
    assertThat(rows).as("rows compared").isGreaterThan(cases.size());
  }

  /** Each step of a history runs on one of the two, by chance. */
  private record Either(TaskScheduler one, TaskScheduler other, Random random)
      implements TaskScheduler {
    @Override
    public <R extends Serializable> List<R> run(
        List<? extends KernelTask<R>> tasks, Runnable taskDone) {
      return (random.nextBoolean() ? one : other).run(tasks, taskDone);
    }
  }
}
