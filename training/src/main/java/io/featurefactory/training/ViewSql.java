package io.featurefactory.training;

import io.featurefactory.compute.KeySql;
import io.featurefactory.compute.LogPart;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.RowRange;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.training.ServedCells.Piece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that brings the rows of a spine to the values of one view.
 *
 * <p>Three temporary tables, numbered by view: {@code served_1}, which boundary was served when;
 * {@code asked_1}, the keys and boundaries of the spine, and how many rows each has; {@code
 * found_1}, their values. By {@link Grain#ROW}, {@code asked_1} is a view with a row for each of
 * the spine.
 */
final class ViewSql {
  private static final int ROWS_OF_AN_INSERT = 5_000;

  /** Spines with fewer rows are joined before an estimate has paid off. */
  private static final long ROWS_TO_ESTIMATE = 1_000_000;

  /** One key of so many is looked at. */
  private static final int KEYS_TO_ONE_IN_SAMPLE = 64;

  /** With more pairs than this share of the rows, the join is faster row by row. */
  private static final double MANY_PAIRS = 0.6;

  /** The part of the spine that asks. */
  static final String PART = "__part";

  /** Of the key that is asked for. */
  static final String HASH = "__hash";

  private final ViewLog view;
  private final int number;
  private final Map<String, String> keys;
  private final List<ViewSql> needed;

  /** When its boundaries were served; null if none ever was, or rows count from their own time. */
  private final @Nullable ServedCells cells;

  private Grain grain = Grain.PAIR;

  /**
   * For a view, by {@link Grain#PAIR}.
   *
   * @param keys name to the SQL of the value, over {@code s} and the views that it needs
   * @param needed views that are joined before
   */
  ViewSql(ViewLog view, int number, Map<String, String> keys, List<ViewSql> needed) {
    this.view = view;
    this.number = number;
    this.keys = keys;
    this.needed = List.copyOf(needed);
    Availability availability = view.availability();
    this.cells =
        availability == null || availability.steps().isEmpty()
            ? null
            : ServedCells.of(availability, view.every());
  }

  ViewLog view() {
    return view;
  }

  /** The views that its keys need, and itself. */
  List<ViewSql> withNeeded() {
    List<ViewSql> all = new ArrayList<>(needed);
    all.add(this);
    return all;
  }

  private boolean byBoundary() {
    return view.availability() != null;
  }

  /** The statements that make {@code served}; they come first. */
  List<String> served() {
    List<String> statements = new ArrayList<>();
    if (byBoundary()) {
      served(statements);
    }
    return statements;
  }

  /** Looks up by this grain; before {@link #lookup} and {@link #join}. */
  void by(Grain chosen) {
    this.grain = chosen;
  }

  /**
   * The grain that is faster, by an estimate from some of the keys. Keys that other views resolve
   * are not looked at: they are coarser than those that they come from.
   *
   * @param session in which the statements of {@link #served()} were run
   * @param rows of the spine
   */
  Grain faster(KernelSession session, long rows) {
    if (rows < ROWS_TO_ESTIMATE || !needed.isEmpty()) {
      return Grain.PAIR;
    }
    String key = String.join(", ", keys.values());
    String pairsAndRows =
        """
        SELECT approx_count_distinct(hash(%1$s, %2$s)), count(*)
        FROM spine s%3$s
        WHERE hash(%1$s) %% %4$d = 0"""
            .formatted(key, boundary(), joinServed(), KEYS_TO_ONE_IN_SAMPLE);
    return session
        .query(
            pairsAndRows,
            row -> row.longValue(0) > MANY_PAIRS * row.longValue(1) ? Grain.ROW : Grain.PAIR)
        .get(0);
  }

  /** The statements that make {@code asked} and {@code found}. */
  List<String> lookup() {
    return List.of(ask(), find(view.rows(), List.of()));
  }

  /** The statement that makes {@code asked}. */
  String ask() {
    String relation = grain == Grain.PAIR ? "TABLE" : "VIEW";
    return "CREATE OR REPLACE TEMP %s asked_%d AS\n%s".formatted(relation, number, asked());
  }

  /** Whether the log is divided by key, so that a task does not read all of it. */
  boolean isDivided() {
    return view.parts().size() > 1;
  }

  /**
   * A query of what {@code asked} asks of the log, for other tasks to find; by {@link Grain#PAIR}.
   *
   * @param part of the spine, by number
   */
  String askedBy(int part) {
    String asks =
        view.keys().stream()
            .map(k -> SqlText.name(k.name()) + " IS NOT NULL AND ")
            .collect(Collectors.joining());
    return "SELECT %d AS %s, %s AS %s, * FROM asked_%d WHERE %s__boundary IS NOT NULL"
        .formatted(part, PART, KeySql.hash(view.keys()), HASH, number, asks);
  }

  /** The statements that make {@code found} of what several parts of the spine ask a log part. */
  List<String> findFor(Collection<LakeFile> asked, LogPart part) {
    RowRange ofPart = new RowRange(HASH, part.least(), part.greatest());
    return List.of(
        "CREATE TEMP VIEW asked_%d AS SELECT * FROM %s"
            .formatted(number, SqlText.readParquet(asked, ofPart)),
        find(part.rows(), List.of("a." + PART)));
  }

  /** The rows of {@code found}. */
  String foundRows() {
    return "SELECT * FROM found_" + number;
  }

  /**
   * The statement that makes {@code found} of what other tasks found.
   *
   * @param part of the spine, by number
   */
  String takeFound(Collection<LakeFile> found, int part) {
    return found.isEmpty()
        ? findNothing()
        : "CREATE TEMP TABLE found_%d AS SELECT * EXCLUDE (%s) FROM %s"
            .formatted(number, PART, SqlText.readParquet(found, new RowRange(PART, part, part)));
  }

  /** The statement that makes {@code found} without rows. */
  String findNothing() {
    List<String> columns = new ArrayList<>();
    view.keys().forEach(k -> columns.add(ViewLog.nothing(k.name(), k.type())));
    columns.add(ViewLog.nothing("__boundary", Primitive.TIMESTAMP));
    columns.add(ViewLog.nothing("__rows", Primitive.BIGINT));
    columns.add(ViewLog.nothing("__changed_at", Primitive.TIMESTAMP));
    view.features().forEach(f -> columns.add(ViewLog.nothing("f_" + f.name(), f.type())));
    return "CREATE TEMP TABLE found_%d AS SELECT %s WHERE false"
        .formatted(number, String.join(", ", columns));
  }

  private String find(String rows, List<String> more) {
    return "CREATE OR REPLACE TEMP TABLE found_%d AS\n%s".formatted(number, found(rows, more));
  }

  private void served(List<String> statements) {
    statements.add(
        ("CREATE OR REPLACE TEMP TABLE served_%d"
                + " (cell BIGINT, from_time TIMESTAMP, until_time TIMESTAMP, boundary TIMESTAMP, run BIGINT)")
            .formatted(number));
    List<Piece> pieces = cells == null ? List.of() : cells.pieces();
    for (int i = 0; i < pieces.size(); i += ROWS_OF_AN_INSERT) {
      List<Piece> some = pieces.subList(i, Math.min(pieces.size(), i + ROWS_OF_AN_INSERT));
      statements.add(
          some.stream()
              .map(ViewSql::row)
              .collect(
                  Collectors.joining(",\n  ", "INSERT INTO served_" + number + " VALUES\n  ", "")));
    }
  }

  private static String row(Piece piece) {
    Long until = piece.until();
    return "(%d, %s, %s, %s, %d)"
        .formatted(
            piece.cell(),
            SqlText.timestamp(Boundaries.ofMicros(piece.from())),
            until == null ? "'infinity'::TIMESTAMP" : SqlText.timestamp(Boundaries.ofMicros(until)),
            SqlText.timestamp(piece.boundary()),
            piece.run());
  }

  private String asked() {
    List<String> columns = new ArrayList<>();
    keys.forEach((name, value) -> columns.add(value + " AS " + SqlText.name(name)));
    columns.add(boundary() + " AS __boundary");
    columns.add(grain == Grain.PAIR ? "count(*) AS __rows" : "s.__row, 1 AS __rows");
    StringBuilder from = new StringBuilder("FROM spine s");
    needed.forEach(v -> from.append(v.join()));
    from.append(joinServed());
    String grouped = grain == Grain.PAIR ? "\nGROUP BY ALL" : "";
    return "SELECT\n  " + String.join(",\n  ", columns) + "\n" + from + grouped;
  }

  /** The instant up to which the log counts for a row. */
  private String boundary() {
    String at = view.at();
    if (byBoundary()) {
      return "b" + number + ".boundary";
    }
    return "s." + (at == null ? SpineValues.AT : SqlText.name(at));
  }

  private String joinServed() {
    if (!byBoundary()) {
      return "";
    }
    String at = "s." + SpineValues.AT;
    if (cells == null) {
      return "\nLEFT JOIN served_%1$d b%1$d ON false".formatted(number);
    }
    String clamped =
        "least(greatest(%s, %s), %s)"
            .formatted(
                at,
                SqlText.timestamp(Boundaries.ofMicros(cells.first())),
                SqlText.timestamp(Boundaries.ofMicros(cells.last())));
    return """

        LEFT JOIN served_%1$d b%1$d
          ON b%1$d.cell = (epoch_us(%2$s) - %3$d) // %4$d
          AND b%1$d.from_time <= %5$s AND %5$s < b%1$d.until_time"""
        .formatted(number, clamped, cells.first(), cells.width(), at);
  }

  private String found(String rows, List<String> more) {
    List<String> columns = new ArrayList<>(more);
    if (grain == Grain.PAIR) {
      view.keys().forEach(k -> columns.add("a." + SqlText.name(k.name())));
      columns.add("a.__boundary");
    } else {
      columns.add("a.__row");
    }
    columns.add("a.__rows");
    columns.add("l.feature_time AS __changed_at");
    view.features()
        .forEach(f -> columns.add("l." + SqlText.name(f.name()) + " AS " + feature(f.name())));
    return """
        SELECT
          %s
        FROM (FROM asked_%d WHERE __boundary IS NOT NULL) a ASOF JOIN %s l
          ON %s
          AND a.__boundary >= l.feature_time%s"""
        .formatted(
            String.join(",\n  ", columns),
            number,
            rows,
            view.keys().stream()
                .map(k -> "a.%1$s = l.%1$s".formatted(SqlText.name(k.name())))
                .collect(Collectors.joining(" AND ")),
            tooOld());
  }

  private String tooOld() {
    Duration maxAge = view.maxAge();
    return maxAge == null
        ? ""
        : "\nWHERE epoch_us(a.__boundary) - epoch_us(l.__event_time) <= "
            + Boundaries.micros(maxAge);
  }

  private static String feature(String name) {
    return SqlText.name("f_" + name);
  }

  /** What joins this view to the spine {@code s}, after those that it needs. */
  String join() {
    String alias = "v" + number;
    List<String> equal = new ArrayList<>();
    if (grain == Grain.PAIR) {
      keys.forEach((name, value) -> equal.add(alias + "." + SqlText.name(name) + " = " + value));
      equal.add(alias + ".__boundary = " + boundary());
    } else {
      equal.add(alias + ".__row = s." + SpineValues.ROW);
    }
    return joinServed()
        + "\nLEFT JOIN found_%d %s\n  ON %s".formatted(number, alias, String.join(" AND ", equal));
  }

  /** The value of a feature of a joined row; that of the empty row if the key has none. */
  String value(String name) {
    ViewLog.Feature feature = view.feature(name);
    String value = "v" + number + "." + feature(name);
    return feature.empty() == null
        ? value
        : "CASE WHEN v%d.__changed_at IS NULL THEN %s ELSE %s END"
            .formatted(number, ServiceSql.literal(feature.empty(), feature.type()), value);
  }

  /** The run of the served boundary. */
  String run() {
    return byBoundary() ? "b" + number + ".run" : "NULL::BIGINT";
  }

  /** Seconds between the served boundary and the time of the row. */
  String age() {
    return byBoundary()
        ? "(epoch_us(s.%s) - epoch_us(%s)) / 1e6".formatted(SpineValues.AT, boundary())
        : "NULL::DOUBLE";
  }

  /** True if a lookup would find values, and not the empty row. */
  String present() {
    String differs =
        view.features().stream()
            .map(
                f ->
                    "v%d.%s IS DISTINCT FROM %s"
                        .formatted(
                            number,
                            feature(f.name()),
                            f.empty() == null ? "NULL" : ServiceSql.literal(f.empty(), f.type())))
            .collect(Collectors.joining(" OR ", "(", ")"));
    return "(v" + number + ".__changed_at IS NOT NULL AND " + differs + ")";
  }

  /** When the values changed last; NULL where a lookup finds the empty row. */
  String changedAt() {
    return "CASE WHEN " + present() + " THEN v" + number + ".__changed_at END";
  }

  /** A query of the counts of rows, in the order of {@link TrainingReport.View}. */
  String counts() {
    return "SELECT *, (%s) AS found FROM (%s)".formatted(foundCount(), askedCounts());
  }

  /** A query of how many rows were found. */
  String foundCount() {
    return "SELECT coalesce(sum(__rows), 0)::BIGINT AS found FROM found_" + number;
  }

  /** A query of the counts of rows that are not looked up. */
  String askedCounts() {
    String nullKey =
        view.keys().stream()
            .map(k -> SqlText.name(k.name()) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    return """
        SELECT
          coalesce(sum(__rows) FILTER (WHERE %1$s), 0)::BIGINT AS null_key,
          coalesce(sum(__rows) FILTER (WHERE NOT (%1$s) AND __boundary IS NULL), 0)::BIGINT AS not_served
        FROM asked_%2$d"""
        .formatted(nullKey, number);
  }
}
