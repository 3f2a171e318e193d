package io.featurefactory.compute;

import io.featurefactory.compute.ViewPlan.Windowed;
import io.featurefactory.model.Computation.Latest;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Feature;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that computes one boundary: the keys that may have changed, the values of their windows,
 * and of these the rows that differ from the state.
 */
final class PointSql {
  private final ViewPlan plan;

  PointSql(ViewPlan plan) {
    this.plan = plan;
  }

  /**
   * What one boundary is computed from.
   *
   * @param previous the boundary before, at which the state stands; null if there is none
   * @param tiles relation of tile rows that holds at least those of all windows, and those that
   *     left since {@code previous}
   * @param late relation of tile rows that came after {@code previous} was computed; null for none
   * @param state relation of the latest row of each key
   * @param complete for each level the instant up to which its tiles exist
   * @param landed true if only what had landed in time counts
   */
  record Point(
      Instant boundary,
      @Nullable Instant previous,
      String tiles,
      @Nullable String late,
      String state,
      List<Instant> complete,
      Landed landed) {}

  /** Which partial rows count. */
  enum Landed {
    /** All that are there. */
    ALL,
    /** Those that had landed when the boundary would have been published. */
    IN_TIME
  }

  /** A SELECT of the rows of the log, without the run number. */
  String changes(Point point) {
    Map<Window, String> conditions = conditions(point);
    List<String> ctes = new ArrayList<>();
    ctes.add(
        cte(
            "candidates",
            candidates(point, conditions),
            "keys of which a window may have changed"));
    ctes.add(cte("relevant", relevant(point, conditions), "the tiles of these keys"));
    ctes.add(cte("plain", plain(conditions), "merged: one row a key"));
    List<String> joined = new ArrayList<>();
    for (Windowed w : plan.windows()) {
      ItemList items = w.plan().items();
      if (items != null) {
        String name = w.window().name() + "__items";
        ctes.add(
            cte(Sql.id(name), items(items, w.window(), conditions), "merged: items of a window"));
        joined.add(Sql.id(name));
      }
    }
    ctes.add(cte("merged", merged(joined), null));
    ctes.add(
        cte(
            "features",
            features(Sql.timestamp(point.boundary()), "merged", plan.view().keys()),
            null));
    ctes.add(
        cte(
            "empty_row",
            features(Sql.timestamp(point.boundary()), "(" + nothing() + ")", List.of()),
            "what a key without events has"));
    return "WITH " + String.join(",\n", ctes) + "\n" + differing(point);
  }

  /** A SELECT of the values of a key without events, one row. */
  String emptyRow(Instant boundary) {
    return features(Sql.timestamp(boundary), "(" + nothing() + ")", List.of());
  }

  private Map<Window, String> conditions(Point point) {
    Map<Window, String> conditions = new LinkedHashMap<>();
    for (Windowed w : plan.windows()) {
      List<TileRange> cover = plan.levels().cover(w.window(), point.boundary(), point.complete());
      String tiles = String.join(" OR ", cover.stream().map(TileRange::condition).toList());
      conditions.put(w.window(), cover.isEmpty() ? "false" : "(" + tiles + ")" + inTime(point));
    }
    return conditions;
  }

  private static String inTime(Point point) {
    return point.landed() == Landed.ALL
        ? ""
        : " AND (visible_from IS NULL OR visible_from <= " + Sql.timestamp(point.boundary()) + ")";
  }

  private String candidates(Point point, Map<Window, String> conditions) {
    Instant previous = point.previous();
    String any = String.join("\n   OR ", conditions.values());
    if (previous == null) {
      return "SELECT DISTINCT %s FROM %s\nWHERE %s"
          .formatted(plan.keyColumns(), point.tiles(), any);
    }
    List<String> moved = new ArrayList<>();
    for (Windowed w : plan.windows()) {
      if (w.plan().movesWithWindow()) {
        moved.add(conditions.get(w.window()));
      }
      moved.add(entered(w.window(), previous, point.boundary()));
      if (w.window().length() != null) {
        moved.add(left(w.window(), previous, point.boundary()));
      }
    }
    moved.add(
        "level = 0 AND visible_from > %s AND visible_from <= %s"
            .formatted(Sql.timestamp(previous), visibleUntil(point)));
    Latest latest = plan.latest();
    if (latest != null && latest.maxAge() != null) {
      moved.add(expired(latest.maxAge(), previous, point.boundary()));
    }
    String late =
        point.late() == null
            ? ""
            : "\nUNION\nSELECT %s FROM %s -- late events"
                .formatted(plan.keyColumns(), point.late());
    return "SELECT DISTINCT %s FROM %s\nWHERE %s%s"
        .formatted(plan.keyColumns(), point.tiles(), String.join("\n   OR ", moved), late);
  }

  private static String visibleUntil(Point point) {
    return point.landed() == Landed.IN_TIME
        ? Sql.timestamp(point.boundary())
        : "TIMESTAMP 'infinity'";
  }

  private static String entered(Window window, Instant previous, Instant boundary) {
    return new TileRange(0, previous.minus(window.offset()), boundary.minus(window.offset()))
        .condition();
  }

  private static String left(Window window, Instant previous, Instant boundary) {
    Duration back = window.offset().plus(window.length() == null ? Duration.ZERO : window.length());
    return new TileRange(0, previous.minus(back), boundary.minus(back)).condition();
  }

  private static String expired(Duration maxAge, Instant previous, Instant boundary) {
    return "level = 0 AND row__v.__time >= %s AND row__v.__time < %s"
        .formatted(Sql.timestamp(previous.minus(maxAge)), Sql.timestamp(boundary.minus(maxAge)));
  }

  private String relevant(Point point, Map<Window, String> conditions) {
    return "SELECT * FROM %s\nSEMI JOIN candidates USING (%s)\nWHERE %s"
        .formatted(point.tiles(), plan.keyColumns(), String.join("\n   OR ", conditions.values()));
  }

  private String plain(Map<Window, String> conditions) {
    StringBuilder columns = new StringBuilder();
    for (Windowed w : plan.windows()) {
      for (PartialColumn c : w.plan().columns()) {
        columns
            .append(",\n  ")
            .append(c.merge().sql(c.name(), condition(conditions, w.window()), c.limit()))
            .append(" AS ")
            .append(AggregatePlans.merged(w.window().name(), c.part()));
      }
    }
    return "SELECT %s%s\nFROM relevant\nGROUP BY %s"
        .formatted(plan.keyColumns(), columns, plan.keyColumns());
  }

  private String items(ItemList items, Window window, Map<Window, String> conditions) {
    String ranked =
        items.ranked()
            ? ", sum(n) OVER (PARTITION BY %1$s ORDER BY item) AS upto, sum(n) OVER (PARTITION BY %1$s) AS total"
                .formatted(plan.keyColumns())
            : "";
    return """
        SELECT %1$s, %2$s AS %3$s
        FROM (
          SELECT *%4$s
          FROM (
            SELECT %1$s, item%5$s
            FROM (SELECT %1$s, unnest(%6$s, max_depth := 2) FROM relevant WHERE %7$s)
            GROUP BY %1$s, item
          )
        )
        GROUP BY %1$s"""
        .formatted(
            plan.keyColumns(),
            items.value(),
            AggregatePlans.merged(window.name(), "items"),
            ranked,
            items.mergedMeasures(),
            Sql.id(items.name()),
            condition(conditions, window));
  }

  private static String condition(Map<Window, String> conditions, Window window) {
    return conditions.getOrDefault(window, "false");
  }

  private String merged(List<String> items) {
    String joins =
        String.join(
            "",
            items.stream()
                .map(i -> "\nLEFT JOIN " + i + " USING (" + plan.keyColumns() + ")")
                .toList());
    return "SELECT * FROM candidates\nLEFT JOIN plain USING (" + plan.keyColumns() + ")" + joins;
  }

  /** The features of the rows of a relation of merged columns; with the keys, if any are given. */
  private String features(String boundary, String relation, List<FeatureView.Key> keys) {
    List<String> inner = new ArrayList<>();
    List<String> outer = new ArrayList<>();
    if (!keys.isEmpty()) {
      inner.add("key_hash");
      outer.add("key_hash");
    }
    for (FeatureView.Key key : keys) {
      inner.add(Sql.id(key.name()) + " AS " + Sql.id("__key_" + key.name()));
      outer.add(Sql.id("__key_" + key.name()) + " AS " + Sql.id(key.name()));
    }
    plan.values(boundary).forEach(v -> inner.add(v.sql() + " AS " + Sql.id(v.name())));
    plan.view()
        .features()
        .forEach(f -> outer.add(FeatureSql.value(plan, f) + " AS " + Sql.id(f.name())));
    return "SELECT\n%s\nFROM (\n  SELECT\n%s\n  FROM %s\n)"
        .formatted(Sql.lines(outer, o -> o), Sql.lines(inner, i -> i), relation);
  }

  /** One row with the merged columns of a key without events. */
  private String nothing() {
    List<String> columns = new ArrayList<>();
    plan.view().keys().forEach(k -> columns.add(Sql.nullOf(k.type()) + " AS " + Sql.id(k.name())));
    for (Windowed w : plan.windows()) {
      for (PartialColumn c : w.plan().columns()) {
        columns.add(
            Sql.nullOf(c.type()) + " AS " + AggregatePlans.merged(w.window().name(), c.part()));
      }
      if (w.plan().items() != null) {
        columns.add(
            Sql.nullOf(w.plan().aggregate().type())
                + " AS "
                + AggregatePlans.merged(w.window().name(), "items"));
      }
    }
    return "SELECT " + String.join(", ", columns);
  }

  private String differing(Point point) {
    List<Feature> features = plan.view().features();
    String keys = Sql.list(plan.view().keys(), k -> "f." + Sql.id(k.name()));
    String differs =
        String.join(
            "\n   OR ",
            features.stream()
                .map(f -> Sql.id(f.name()))
                .map(
                    f ->
                        "f.%1$s IS DISTINCT FROM CASE WHEN s.key_hash IS NULL THEN e.%1$s ELSE s.%1$s END"
                            .formatted(f))
                .toList());
    return """
        -- the rows that differ from what is known
        SELECT f.key_hash, %s, %s AS feature_time, %s
        FROM features f
        CROSS JOIN empty_row e
        LEFT JOIN %s s ON %s
        WHERE %s"""
        .formatted(
            keys,
            Sql.timestamp(point.boundary()),
            Sql.list(features, f -> "f." + Sql.id(f.name())),
            point.state(),
            sameKey("f", "s"),
            differs);
  }

  private String sameKey(String left, String right) {
    String keys =
        String.join(
            " AND ",
            plan.view().keys().stream()
                .map(k -> "%1$s.%3$s = %2$s.%3$s".formatted(left, right, Sql.id(k.name())))
                .toList());
    return "%s.key_hash = %s.key_hash AND %s".formatted(left, right, keys);
  }

  private static String cte(String name, String sql, @Nullable String comment) {
    String note = comment == null ? "" : " -- " + comment;
    return name + " AS (" + note + "\n  " + sql.replace("\n", "\n  ") + "\n)";
  }
}
