package io.featurefactory.compute;

import io.featurefactory.compute.ViewPlan.NamedValue;
import io.featurefactory.compute.ViewPlan.Windowed;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FeatureView.Feature;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The SQL that computes many boundaries of history at once, for aggregates whose partial values are
 * sums: a tile adds its values at the boundary where it enters a window and takes them back where
 * it leaves, and running sums give the window at each boundary where anything moved. Work is
 * proportional to tiles, whatever the number of boundaries.
 *
 * <p>Keys and boundaries take part as numbers that hold within the task: sorting and grouping by a
 * number costs a fraction of what it costs by texts, arithmetic on one a fraction of that on
 * intervals, and these are the largest steps. Boundaries are counted from 0, the first.
 */
final class SweepSql {
  private static final Duration MICROSECOND = Duration.ofNanos(1_000);

  private final ViewPlan plan;

  SweepSql(ViewPlan plan) {
    this.plan = plan;
  }

  /** True if all aggregates of the view are sums of their tiles. */
  static boolean applies(ViewPlan plan) {
    return plan.latest() == null && plan.windows().stream().allMatch(w -> w.plan().additive());
  }

  /**
   * Statements that must have run before {@link #changes}: the keys with their numbers, the tiles
   * by number, and features as functions of merged values.
   *
   * @param tiles relation of tile rows
   */
  List<String> prepare(String tiles) {
    List<Feature> features = plan.view().features();
    List<NamedValue> values = plan.values("__boundary");
    return List.of(
        """
        CREATE TEMP TABLE keys AS
        SELECT row_number() OVER ()::INTEGER AS __key, *
        FROM (SELECT DISTINCT %s FROM %s WHERE level = 0)"""
            .formatted(plan.keyColumns(), tiles),
        """
        CREATE TEMP TABLE entries AS
        SELECT __key, tile, visible_from%s
        FROM %s JOIN keys USING (%s)
        WHERE level = 0"""
            .formatted(tileColumns(plan.windows()), tiles, plan.keyColumns()),
        "CREATE TEMP MACRO features_of_values(%s) AS struct_pack(\n%s\n)"
            .formatted(
                Sql.list(values, v -> Sql.id(v.name())),
                Sql.lines(features, f -> Sql.id(f.name()) + " := " + FeatureSql.value(plan, f))),
        "CREATE TEMP MACRO features_of(%s) AS features_of_values(\n%s\n)"
            .formatted(
                plan.keys() + ", " + Sql.list(merged(), Sql::id),
                Sql.lines(values, NamedValue::sql)));
  }

  /**
   * A SELECT of the rows of the log, from the boundary before which the log has nothing.
   *
   * @param boundaries their number
   * @param firstRun number of the run of the first boundary; the others follow
   */
  String changes(Instant first, int boundaries, long firstRun) {
    List<String> ctes = new ArrayList<>();
    List<String> moves = new ArrayList<>();
    int index = 0;
    for (List<Windowed> same : byShape().values()) {
      String name = "spans_" + index++;
      ctes.add(name + " AS NOT MATERIALIZED (\n" + spans(same, first) + "\n)");
      moves.add(move(name, same, "__enter", "", boundaries));
      moves.add(move(name, same, "__leave", "-", boundaries));
    }
    ctes.add("moves AS (\n" + String.join("\n  UNION ALL BY NAME\n", moves) + "\n)");
    ctes.add("steps AS (\n" + steps() + "\n)");
    ctes.add("running AS (\n" + running() + "\n)");
    String now = "features_of(" + plan.keys() + ", " + Sql.list(merged(), Sql::id) + ")";
    String before =
        "features_of("
            + plan.keys()
            + ", "
            + Sql.list(merged(), m -> Sql.id(m) + " - " + Sql.id("__step_" + m))
            + ")";
    return """
        WITH %s
        -- what a key had before is the running sum less the step
        SELECT %s,
          make_timestamp(epoch_us(%s) + __boundary::BIGINT * %d) AS feature_time,
          %d + __boundary AS run,
          unnest(__now)
        FROM (SELECT *, %s AS __now, %s AS __before FROM running JOIN keys USING (__key))
        WHERE __now IS DISTINCT FROM __before"""
        .formatted(
            String.join(",\n", ctes),
            plan.keyColumns(),
            Sql.timestamp(first),
            Boundaries.micros(plan.view().every()),
            firstRun,
            now,
            before);
  }

  /** Windows of the same length and offset have their tiles enter and leave together. */
  private Map<String, List<Windowed>> byShape() {
    Map<String, List<Windowed>> shapes = new LinkedHashMap<>();
    for (Windowed w : plan.windows()) {
      String shape = w.window().length() + " " + w.window().offset();
      shapes.computeIfAbsent(shape, s -> new ArrayList<>()).add(w);
    }
    return shapes;
  }

  /**
   * Where the tiles enter a window and where they leave it.
   *
   * <p>The kernel's division cuts towards zero, so that it rounds down what comes after the first
   * boundary only. What would be before enters at the first one, or has left by then.
   */
  private String spans(List<Windowed> same, Instant first) {
    Window window = same.get(0).window();
    Duration every = plan.view().every();
    Duration entered = plan.view().tile().plus(window.offset());
    Instant firstToEnter = first.minus(entered).minus(every).plus(MICROSECOND);
    String leave =
        window.length() == null
            ? "NULL::BIGINT"
            : boundaries("tile", first.minus(window.offset()).minus(window.length()).minus(every));
    return """
          SELECT __key%s,
            greatest(0, %s, %s) AS __enter,
            %s AS __leave
          FROM entries"""
        .formatted(
            tileColumns(same),
            boundaries("tile", firstToEnter),
            boundaries("visible_from", first),
            leave);
  }

  /** How many boundaries there are from an instant to a time. */
  private String boundaries(String time, Instant from) {
    return "(epoch_us(%s) - epoch_us(%s)) // %d"
        .formatted(time, Sql.timestamp(from), Boundaries.micros(plan.view().every()));
  }

  private static String tileColumns(List<Windowed> windows) {
    return String.join(
        "", columns(windows).values().stream().map(c -> ", " + Sql.id(c)).distinct().toList());
  }

  private static String move(
      String spans, List<Windowed> same, String at, String sign, int boundaries) {
    String columns =
        String.join(
            "",
            columns(same).entrySet().stream()
                .map(c -> ", " + sign + Sql.id(c.getValue()) + " AS " + Sql.id(c.getKey()))
                .toList());
    String type = boundaries <= Short.MAX_VALUE ? "SMALLINT" : "BIGINT"; // it is sorted by
    return "  SELECT __key, %1$s::%5$s AS __boundary%2$s FROM %3$s WHERE (__enter < __leave OR __leave IS NULL) AND %1$s < %4$d"
        .formatted(at, columns, spans, boundaries, type);
  }

  /** From the merged column of a window to the column of the tile table. */
  private static Map<String, String> columns(List<Windowed> windows) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (Windowed w : windows) {
      for (PartialColumn c : w.plan().columns()) {
        columns.put(w.window().name() + "__" + c.part(), c.name());
      }
    }
    return columns;
  }

  private List<String> merged() {
    return List.copyOf(columns(plan.windows()).keySet());
  }

  private String steps() {
    Map<String, String> types = new LinkedHashMap<>();
    for (Windowed w : plan.windows()) {
      w.plan()
          .columns()
          .forEach(c -> types.put(w.window().name() + "__" + c.part(), Sql.type(c.type())));
    }
    String sums =
        String.join(
            "",
            merged().stream()
                .map(
                    m ->
                        ",\n    coalesce(sum(%s), 0)::%s AS %s"
                            .formatted(
                                Sql.id(m),
                                Objects.requireNonNull(types.get(m)),
                                Sql.id("__step_" + m)))
                .toList());
    return "  SELECT __key, __boundary%s\n  FROM moves\n  GROUP BY __key, __boundary"
        .formatted(sums);
  }

  private String running() {
    String sums =
        String.join(
            "",
            merged().stream()
                .map(m -> ",\n    sum(" + Sql.id("__step_" + m) + ") OVER so_far AS " + Sql.id(m))
                .toList());
    return "  SELECT *%s\n  FROM steps\n  WINDOW so_far AS (PARTITION BY __key ORDER BY __boundary ROWS UNBOUNDED PRECEDING)"
        .formatted(sums);
  }
}
