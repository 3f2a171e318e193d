package io.featurefactory.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.model.FactoryException;
import io.featurefactory.testkit.generate.FactoryCase;
import io.featurefactory.testkit.generate.FactoryCases;
import io.featurefactory.testkit.oracle.LogRow;
import io.featurefactory.testkit.oracle.OracleLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the engine to the naive oracle on random cases, bit by bit.
 *
 * <p>A short run by default; {@code -Dff.cases=2000 -Dff.seed=1} for the proof. The name of a
 * failing case is its seed: {@code -Dff.case=<seed>} runs only that one.
 */
class EngineOracleTest {
  private static final int CASES = Integer.getInteger("ff.cases", 12);
  private static final int CASES_IN_PLACE = Math.max(1, CASES / 5);
  private static final long SEED = Long.getLong("ff.seed", 20_261_123L);

  @TempDir Path folder;

  @Test
  void log_ofRandomCases_equalsTheOracles() throws IOException {
    Long one = Long.getLong("ff.case");
    List<FactoryCase> cases =
        one == null ? FactoryCases.cases(SEED, CASES).toList() : List.of(FactoryCases.ofSeed(one));
    AtomicInteger rows = new AtomicInteger();
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")))) {
      TaskScheduler scheduler = new LocalScheduler(kernel);
      for (FactoryCase random : cases) {
        Path place = Files.createTempDirectory(folder, "case");
        try (EngineDriver driver = new EngineDriver(kernel, scheduler, place, random)) {
          rows.addAndGet(compare(random, driver));
        }
      }
    }
    assertThat(rows).as("rows compared").hasValueGreaterThan(cases.size());
  }

  @Test
  void log_ofFilesInPlace_equalsTheOracles() throws IOException {
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")))) {
      TaskScheduler scheduler = new LocalScheduler(kernel);
      for (FactoryCase random : FactoryCases.cases(SEED, CASES_IN_PLACE).toList()) {
        Path place = Files.createTempDirectory(folder, "case");
        try (EngineDriver driver =
            new EngineDriver(kernel, scheduler, place, random, Landing.InPlace::new)) {
          compare(random, driver);
        }
      }
    }
  }

  private static int compare(FactoryCase random, EngineDriver driver) {
    OracleLog expected = random.expectedLog();
    List<LogRow> log = driver.log();
    FactoryException failure = driver.failure();
    String name = "case of seed " + random.seed();
    if (expected.failure() == null) {
      assertThat(failure).as(name).isNull();
    } else {
      assertThat(failure).as(name + ": " + expected.failure()).isNotNull();
    }
    assertThat(random.comparison().findDifference(log)).as(name).isNull();
    return log.size();
  }
}
