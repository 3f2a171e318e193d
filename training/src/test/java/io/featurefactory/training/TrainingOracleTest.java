package io.featurefactory.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.compute.LocalScheduler;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.testkit.generate.TrainingCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the join to the naive oracle on random cases: in one session, by both grains, and by tasks.
 *
 * <p>A short run by default; {@code -Dff.cases=2000} for the proof, {@code -Dff.case=<seed>} for
 * one case.
 */
class TrainingOracleTest {
  private static final int CASES = Integer.getInteger("ff.cases", 50);
  private static final int CASES_BY_TASKS = Integer.getInteger("ff.cases", 7);
  private static final long SEED = Long.getLong("ff.seed", 20_261_126L);

  @TempDir Path folder;

  @Test
  void join_ofRandomCases_equalsTheOracle() throws IOException {
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")));
        TrainingCaseOracle oracle = new TrainingCaseOracle(kernel, folder)) {
      for (TrainingCase random : TrainingCaseOracle.cases(SEED, CASES)) {
        for (Grain grain : Grain.values()) {
          oracle.compareJoin(random, grain);
        }
      }
    }
  }

  @Test
  void joinByTasks_ofRandomCases_equalsTheOracle() throws IOException {
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")));
        TrainingCaseOracle oracle = new TrainingCaseOracle(kernel, folder)) {
      List<TrainingCase> cases = TrainingCaseOracle.cases(SEED, CASES_BY_TASKS);
      int rows = 0;
      for (TrainingCase random : cases) {
        rows += oracle.compareTasks(random, new LocalScheduler(kernel));
      }
      assertThat(rows).as("rows compared").isGreaterThanOrEqualTo(cases.size());
    }
  }
}
