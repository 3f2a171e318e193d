package io.featurefactory.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.generate.TrainingCase;
import io.featurefactory.testkit.generate.TrainingCases;
import io.featurefactory.testkit.oracle.TrainingOracle;
import io.featurefactory.testkit.oracle.ViewHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the join to the naive oracle on random cases, by both grains, value by value and in the
 * order of the spine.
 *
 * <p>A short run by default; {@code -Dff.cases=2000} for the proof, {@code -Dff.case=<seed>} for
 * one case.
 */
class TrainingOracleTest {
  private static final int CASES = Integer.getInteger("ff.cases", 100);
  private static final long SEED = Long.getLong("ff.seed", 20_261_126L);

  @TempDir Path folder;

  @Test
  void join_ofRandomCases_equalsTheOracle() throws IOException {
    Long one = Long.getLong("ff.case");
    Stream<TrainingCase> cases =
        one == null ? TrainingCases.cases(SEED, CASES) : Stream.of(TrainingCases.ofSeed(one));
    int[] rows = new int[1];
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")))) {
      for (TrainingCase random : cases.toList()) {
        List<String> expected = expected(random);
        for (Grain grain : Grain.values()) {
          Path place = Files.createTempDirectory(folder, "case");
          assertThat(joined(kernel, random, grain, place))
              .as("case of seed %d, by %s", random.seed(), grain)
              .isEqualTo(expected);
        }
        rows[0] += random.rows().size();
      }
    }
    assertThat(rows[0]).as("rows compared").isGreaterThan(one == null ? CASES : -1);
  }

  private static List<String> joined(Kernel kernel, TrainingCase random, Grain grain, Path place) {
    try (KernelSession session = kernel.session()) {
      TrainingPlan plan = new CaseTables(kernel, session, place).plan(random);
      Path out = place.resolve("out.parquet");
      TrainingReport report = new TrainingJoin(plan, grain).write(kernel, out, "FORMAT parquet");
      assertThat(report.rows()).isEqualTo(random.rows().size());
      assertThat(report.views()).as("counts").containsExactlyInAnyOrderElementsOf(counts(random));
      return session.query(
          "SELECT * FROM read_parquet('"
              + out
              + "', file_row_number = true) ORDER BY file_row_number",
          TrainingOracleTest::text);
    }
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
}
