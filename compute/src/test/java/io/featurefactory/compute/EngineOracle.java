package io.featurefactory.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.lake.Kernel;
import io.featurefactory.model.FactoryException;
import io.featurefactory.testkit.generate.FactoryCase;
import io.featurefactory.testkit.generate.FactoryCases;
import io.featurefactory.testkit.oracle.LogRow;
import io.featurefactory.testkit.oracle.OracleLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Holds the engine to the naive oracle on random cases, bit by bit, with some scheduler.
 *
 * <p>The name of a failing case is its seed: {@code -Dff.case=<seed>} runs only that one.
 */
public final class EngineOracle {
  private final Kernel kernel;
  private final TaskScheduler scheduler;
  private final Path folder;

  /** Works in folders of its own within one. */
  public EngineOracle(Kernel kernel, TaskScheduler scheduler, Path folder) {
    this.kernel = kernel;
    this.scheduler = scheduler;
    this.folder = folder;
  }

  /** Some cases, or the one that a property names. */
  public static List<FactoryCase> cases(long seed, int count) {
    Long one = Long.getLong("ff.case");
    return one == null
        ? FactoryCases.cases(seed, count).toList()
        : List.of(FactoryCases.ofSeed(one));
  }

  /**
   * Fails where the log of a case differs from the oracle's.
   *
   * @return the rows that were compared
   */
  public int compare(FactoryCase random) throws IOException {
    Path place = Files.createTempDirectory(folder, "case");
    try (EngineDriver driver = new EngineDriver(kernel, scheduler, place, random)) {
      return compare(random, driver);
    }
  }

  static int compare(FactoryCase random, EngineDriver driver) {
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
    driver.published().forEach((whole, parts) -> assertThat(parts).as(name).isEqualTo(whole));
    return log.size();
  }
}
