package io.featurefactory.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.lake.Exchange;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.generate.TrainingCase;
import io.featurefactory.testkit.generate.TrainingCases;
import io.featurefactory.testkit.oracle.TrainingOracle;
import io.featurefactory.testkit.oracle.ViewHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds joins to the naive oracle on random cases, value by value and in the order of the spine.
 *
 * <p>The name of a failing case is its seed: {@code -Dff.case=<seed>} runs only that one.
 */
public final class TrainingCaseOracle implements AutoCloseable {
  private static final long ROWS_OF_A_TASK = 5;

  private final Kernel kernel;
  private final Path folder;
  private final Warehouse warehouse;

  /** Works in folders of its own within one. */
  public TrainingCaseOracle(Kernel kernel, Path folder) {
    this.kernel = kernel;
    this.folder = folder;
    this.warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC());
  }

  /** Some cases, or the one that a property names. */
  public static List<TrainingCase> cases(long seed, int count) {
    Long one = Long.getLong("ff.case");
    return one == null
        ? TrainingCases.cases(seed, count).toList()
        : List.of(TrainingCases.ofSeed(one));
  }

  /** Fails where the join in one session differs from the oracle's. */
  void compareJoin(TrainingCase random, Grain grain) throws IOException {
    Path place = Files.createTempDirectory(folder, "case");
    try (KernelSession session = kernel.session()) {
      TrainingPlan plan = new CaseTables(kernel, session, place).plan(random);
      Path out = place.resolve("out.parquet");
      TrainingReport report = new TrainingJoin(plan, grain).write(kernel, out, "FORMAT parquet");
      requireExpected(random, report, session, out, "by " + grain);
    }
  }

  /**
   * Fails where the join by tasks, of a spine and logs that are divided by chance, differs from the
   * oracle's, or its file from that of the join in one session.
   *
   * @return the rows that were compared
   */
  public int compareTasks(TrainingCase random, TaskScheduler scheduler) throws IOException {
    Path place = Files.createTempDirectory(folder, "case");
    Path out = place.resolve("out.parquet");
    try (KernelSession session = kernel.session()) {
      TrainingPlan plan = new CaseTables(kernel, session, place).plan(random);
      TrainingReport report = compareTasks(random.seed(), plan, scheduler, out);
      requireExpected(random, report, session, out, "by tasks");
      if (!plan.spine().columns().isEmpty()) {
        compareTasks(random.seed(), otherwise(plan, random), scheduler, out);
      }
    }
    return random.rows().size();
  }

  private TrainingReport compareTasks(
      long seed, TrainingPlan plan, TaskScheduler scheduler, Path out) {
    Path ofOneSession = out.resolveSibling("one.parquet");
    TrainingPlan divided = new DividedPlan(seed).of(plan);
    try (Exchange exchange = Exchange.open(warehouse)) {
      TrainingRows rows =
          new TrainingTasks(divided, scheduler, kernel, exchange.location(), ROWS_OF_A_TASK)
              .rows(share -> assertThat(share).isBetween(0.0, 1.0));
      try (KernelSession session = kernel.session()) {
        rows.write(session, out, "FORMAT parquet");
      }
      TrainingReport expected =
          new TrainingJoin(plan).write(kernel, ofOneSession, "FORMAT parquet");
      assertThat(out).as("case of seed %d", seed).hasSameBinaryContentAs(ofOneSession);
      assertThat(rows.report()).as("case of seed %d", seed).isEqualTo(expected);
      return rows.report();
    }
  }

  /** The same plan with numbers for decimals, and a split by time or by the values of a column. */
  private static TrainingPlan otherwise(TrainingPlan plan, TrainingCase random) {
    Random dice = new Random(random.seed());
    boolean byTime = dice.nextInt(3) > 0;
    Split split =
        new Split(
            0.1 + 0.7 * dice.nextDouble(),
            dice.nextBoolean() ? 0 : 0.1,
            byTime ? List.of() : List.of(plan.spine().columns().get(0).name()),
            dice.nextBoolean() ? Duration.ZERO : Duration.ofHours(1));
    return new TrainingPlan(
        plan.service(),
        plan.views(),
        plan.spine(),
        plan.mapping(),
        new TrainingPlan.Columns(
            TrainingPlan.Names.FULL, TrainingPlan.Types.NUMBERS, plan.columns().extras()),
        split);
  }

  private void requireExpected(
      TrainingCase random, TrainingReport report, KernelSession session, Path out, String how) {
    String name = "case of seed %d, %s".formatted(random.seed(), how);
    assertThat(
            session.query(
                "SELECT * FROM read_parquet('"
                    + out
                    + "', file_row_number = true) ORDER BY file_row_number",
                TrainingCaseOracle::text))
        .as(name)
        .isEqualTo(expected(random));
    assertThat(report.rows()).as(name).isEqualTo(random.rows().size());
    assertThat(report.views())
        .as("counts, " + name)
        .containsExactlyInAnyOrderElementsOf(counts(random));
  }

  private static String text(ResultRow row) {
    List<@Nullable Object> values = row.values();
    return String.valueOf(values.subList(0, values.size() - 1));
  }

  private static List<TrainingReport.View> counts(TrainingCase random) {
    TrainingOracle oracle = new TrainingOracle(random.service(), views(random));
    List<TrainingReport.View> counts = new ArrayList<>();
    for (ViewHistory view : random.views()) {
      long nullKey = 0;
      long notServed = 0;
      long found = 0;
      for (List<@Nullable Object> row : random.rows()) {
        Map<String, @Nullable Object> byName = byName(random, row);
        Instant time = (Instant) byName.get("at");
        List<@Nullable Object> key = oracle.key(view.id(), byName, time);
        boolean served = time != null && view.servedAt(time) != null;
        nullKey += key.contains(null) ? 1 : 0;
        notServed += !key.contains(null) && !served ? 1 : 0;
        found += view.findRow(key, time) != null ? 1 : 0;
      }
      counts.add(new TrainingReport.View(view.id(), nullKey, notServed, found));
    }
    return counts;
  }

  private static Map<String, @Nullable Object> byName(
      TrainingCase random, List<@Nullable Object> row) {
    Map<String, @Nullable Object> byName = new HashMap<>();
    for (int i = 0; i < row.size(); i++) {
      byName.put(random.columns().get(i).name(), row.get(i));
    }
    return byName;
  }

  private static Map<ViewId, ViewHistory> views(TrainingCase random) {
    return random.views().stream()
        .collect(Collectors.toMap(ViewHistory::id, v -> v, (a, b) -> a, LinkedHashMap::new));
  }

  private static List<String> expected(TrainingCase random) {
    Map<ViewId, ViewHistory> views = views(random);
    TrainingOracle oracle = new TrainingOracle(random.service(), views);
    List<String> rows = new ArrayList<>();
    for (List<@Nullable Object> row : random.rows()) {
      Map<String, @Nullable Object> byName = byName(random, row);
      Instant time = (Instant) byName.get("at");
      List<@Nullable Object> values = new ArrayList<>(row);
      values.addAll(oracle.values(byName, time));
      for (ViewId view : views.keySet()) {
        values.addAll(oracle.extras(view, byName, time));
      }
      rows.add(String.valueOf(values));
    }
    return rows;
  }

  @Override
  public void close() {
    warehouse.close();
  }
}
