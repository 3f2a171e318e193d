package io.featurefactory.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.testkit.generate.FactoryCase;
import io.featurefactory.testkit.generate.FactoryCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the engine to the naive oracle on random cases.
 *
 * <p>A short run by default; {@code -Dff.cases=2000 -Dff.seed=1} for the proof.
 */
class EngineOracleTest {
  private static final int CASES = Integer.getInteger("ff.cases", 8);
  private static final int CASES_IN_PLACE = Math.max(1, CASES / 5);
  private static final long SEED = Long.getLong("ff.seed", 20_261_123L);

  @TempDir Path folder;

  @Test
  void log_ofRandomCases_equalsTheOracles() throws IOException {
    List<FactoryCase> cases = EngineOracle.cases(SEED, CASES);
    int rows = 0;
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")))) {
      EngineOracle oracle = new EngineOracle(kernel, new LocalScheduler(kernel), folder);
      for (FactoryCase random : cases) {
        rows += oracle.compare(random);
      }
    }
    assertThat(rows).as("rows compared").isGreaterThan(cases.size());
  }

  @Test
  void log_ofFilesInPlace_equalsTheOracles() throws IOException {
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")))) {
      TaskScheduler scheduler = new LocalScheduler(kernel);
      for (FactoryCase random : FactoryCases.cases(SEED, CASES_IN_PLACE).toList()) {
        Path place = Files.createTempDirectory(folder, "case");
        try (EngineDriver driver =
            new EngineDriver(kernel, scheduler, place, random, Landing.InPlace::new)) {
          EngineOracle.compare(random, driver);
        }
      }
    }
  }
}
