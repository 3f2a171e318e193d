package io.featurefactory.cli.served;

import io.featurefactory.lake.SqlText;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.training.ServedReplay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * SQL that holds the logged rows {@code r} against their values as of the runs that they named
 * ({@code a}) and as training sees them ({@code b}), and finds the cause of what differs.
 */
final class Verdicts {
  /** In the place of a cause: another run than training goes by. */
  private static final String OTHER_RUN = "OTHER_RUN";

  private final ServicePlan plan;
  private final ServedColumns columns;
  private final List<History> histories;

  /**
   * What is known of a view.
   *
   * @param log its table
   * @param reference the store that training goes by
   * @param newestRun that is in the table of runs; 0 if none is, or there is no log
   * @param changed true if the log was changed by something else than its runs
   */
  record History(String log, String reference, long newestRun, boolean changed) {}

  Verdicts(ServicePlan plan, ServedColumns columns, List<History> histories) {
    this.plan = plan;
    this.columns = columns;
    this.histories = List.copyOf(histories);
  }

  /** The query of the causes of all rows: {@code row}, then what {@link #cause} and so on name. */
  String select(String rows, String asNamed, String asTrained) {
    List<String> first = new ArrayList<>(List.of("r.file_row_number AS row"));
    for (int view = 0; view < columns.views().size(); view++) {
      first.add(viewCause(view) + " AS " + cause(view));
      first.add("NOT (" + same(view, "b") + ") AS " + differs(view));
    }
    List<String> second = new ArrayList<>();
    for (int i = 0; i < columns.derived().size(); i++) {
      first.add(derivedCause(i) + " AS " + derivedCauseName(i));
      second.add(
          "CASE WHEN %1$s <> 'EVALUATION' THEN %1$s WHEN %2$s THEN 'FOLLOWS' ELSE %1$s END AS %1$s"
              .formatted(derivedCauseName(i), follows(i)));
    }
    String joined =
        "SELECT\n  %s\nFROM %s r\nJOIN %s a ON a.row = r.file_row_number\nJOIN %s b ON b.row = r.file_row_number"
            .formatted(String.join(",\n  ", first), rows, asNamed, asTrained);
    return second.isEmpty()
        ? joined
        : "SELECT * REPLACE (%s) FROM (\n%s\n)".formatted(String.join(",\n  ", second), joined);
  }

  static String cause(int view) {
    return "\"cause " + view + "\"";
  }

  static String differs(int view) {
    return "\"differs " + view + "\"";
  }

  static String derivedCauseName(int derived) {
    return "\"derived cause " + derived + "\"";
  }

  private String viewCause(int view) {
    History history = histories.get(view);
    String without =
        history.newestRun() == 0
            ? "'LOG_GONE'"
            : "CASE WHEN %s > %d THEN 'UNRECORDED' ELSE 'UNKNOWN_RUN' END"
                .formatted(ReplayRows.run(view), history.newestRun());
    return """
        CASE
            WHEN %1$s IS NULL THEN NULL
            WHEN %1$s = 'ERROR' THEN 'ERROR'
            WHEN %2$s IS DISTINCT FROM %3$s THEN %4$s
            WHEN %5$s IS NULL THEN %6$s
            WHEN NOT (%7$s) THEN %8$s
            WHEN %9$s = b.%10$s THEN 'SAME'
            ELSE %11$s END"""
        .formatted(
            ReplayRows.status(view),
            ReplayRows.log(view),
            SqlText.text(history.log()),
            ifIntact("OTHER_DEFINITION"),
            history.newestRun() == 0 ? "NULL" : SqlText.name(ReplayRows.boundary(view)),
            history.newestRun() == 0
                ? without
                : "CASE WHEN NOT "
                    + ReplayRows.INTACT
                    + " THEN 'TAMPERED' ELSE "
                    + without
                    + " END",
            same(view, "a"),
            ifIntact(history.changed() ? "LOG_CHANGED" : "STORE_FAULT"),
            ReplayRows.run(view),
            SqlText.name(ServedReplay.run(view)),
            ifIntact(OTHER_RUN));
  }

  private static String ifIntact(String cause) {
    return "CASE WHEN %s THEN '%s' ELSE 'TAMPERED' END".formatted(ReplayRows.INTACT, cause);
  }

  /** True where the values of a view, and the keys that it gives, are those of a replay. */
  private String same(int view, String replay) {
    List<String> same = new ArrayList<>(List.of("true"));
    for (int i : features(view)) {
      FeatureRef feature = columns.features().get(i).feature();
      String expected = replay + "." + SqlText.name(ServedReplay.feature(i));
      same.add(same(ReplayRows.value(i), expected, feature.type()));
      for (int key = 0; key < columns.parameters().size(); key++) {
        ServedColumns.Parameter parameter = columns.parameters().get(key);
        if (feature.equals(plan.service().resolvedKeys().get(parameter.name()))) {
          same.add(
              "(%s OR %s IS NOT DISTINCT FROM CAST(%s AS %s))"
                  .formatted(
                      ReplayRows.sent(key),
                      SqlText.name(ReplayRows.parameter(key)),
                      expected,
                      SqlText.type(parameter.type())));
        }
      }
    }
    return String.join(" AND ", same);
  }

  /** The places of the features of a view. */
  List<Integer> features(int view) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < columns.features().size(); i++) {
      FeatureRef feature = columns.features().get(i).feature();
      if (feature.view().equals(columns.views().get(view).view().view())) {
        places.add(i);
      }
    }
    return places;
  }

  /** Bit by bit: SQL takes 0.0 and -0.0 for equal. */
  static String same(String one, String other, DataType type) {
    String equal = one + " IS NOT DISTINCT FROM " + other;
    if (type == Primitive.DOUBLE) {
      return "(%1$s AND (%2$s IS NULL OR %2$s <> 0 OR signbit(%2$s) = signbit(%3$s)))"
          .formatted(equal, one, other);
    }
    boolean numbers =
        type instanceof DataType.Array array
            && (array.element() == Primitive.DOUBLE || array.element() == Primitive.FLOAT);
    return numbers
        ? "(%s AND %s::VARCHAR IS NOT DISTINCT FROM %s::VARCHAR)".formatted(equal, one, other)
        : equal;
  }

  private String derivedCause(int place) {
    ServedColumns.Derived feature = columns.derived().get(place);
    String expected = "a." + SqlText.name(ServedReplay.derived(place));
    return """
        CASE
            WHEN %1$s = 'ERROR' THEN 'ERROR'
            WHEN %2$s THEN 'SAME'
            ELSE %3$s END"""
        .formatted(
            ReplayRows.derivedStatus(place),
            same(ReplayRows.derived(place), expected, feature.type()),
            ifIntact("EVALUATION"));
  }

  private String follows(int place) {
    Derived feature = plan.service().derived().get(place);
    String wrong =
        feature.features().stream()
            .map(ref -> cause(view(ref)))
            .distinct()
            .map(cause -> "coalesce(%s NOT IN ('SAME', '%s'), true)".formatted(cause, OTHER_RUN))
            .collect(Collectors.joining(" OR "));
    return wrong.isEmpty() ? "false" : "(" + wrong + ")";
  }

  private int view(FeatureRef feature) {
    for (int i = 0; i < columns.views().size(); i++) {
      if (columns.views().get(i).view().view().equals(feature.view())) {
        return i;
      }
    }
    throw new IllegalArgumentException("no view of " + feature);
  }

  /**
   * The query of {@code row}, {@code cause} and {@code differs} of a view, over the table {@code
   * verdict} of {@link #select}.
   *
   * @param runs relation of the table of runs
   * @param steps relation of what stores had when: {@code view}, {@code store}, {@code from_time},
   *     {@code until_time}, {@code run}
   */
  String causes(int view, String rows, String runs, String steps) {
    ServedColumns.View of = columns.views().get(view);
    Map<String, String> names =
        Map.of(
            "cause", cause(view),
            "differs", differs(view),
            "run", ReplayRows.run(view),
            "store", ReplayRows.store(view),
            "boundary", SqlText.name(ReplayRows.boundary(view)));
    String text =
        """
        SELECT row, {cause} AS cause, {differs} AS differs FROM verdict
        WHERE {cause} IS NOT NULL AND {cause} <> 'OTHER_RUN'
        UNION ALL
        SELECT row,
          CASE
            WHEN EXISTS (FROM published p WHERE p.store = o.store AND p.run = o.run
              AND p.started <= o.answered AND p.finished > o.asked) THEN 'PUBLISHING'
            WHEN EXISTS (FROM published p WHERE p.store = o.store AND p.kind = 'ROLLBACK'
              AND p.finished <= o.asked AND p.boundary < o.boundary) AND o.boundary > o.trained
              THEN 'ROLLBACK'
            WHEN o.store <> %4$s AND EXISTS (FROM %3$s p WHERE p.view = %5$d AND p.store = o.store
              AND p.run = o.run AND p.from_time <= o.answered AND p.until_time > o.asked)
              THEN 'OTHER_STORE'
            WHEN o.boundary < o.trained THEN 'BEHIND'
            ELSE 'AHEAD' END AS cause,
          differs
        FROM (
          SELECT v.row, v.{differs} AS differs, r.{run} AS run, r.{store} AS store,
            r.{boundary} AS boundary, r."asked" AS asked, r."answered" AS answered, t.boundary AS trained
          FROM verdict v JOIN %1$s r ON r.file_row_number = v.row
          JOIN trained b ON b.row = v.row
          LEFT JOIN (SELECT run, max(boundary) AS boundary FROM published GROUP BY run) t
            ON t.run = b.%6$s
          WHERE v.{cause} = 'OTHER_RUN') o"""
            .formatted(
                rows,
                runs,
                steps,
                SqlText.text(histories.get(view).reference()),
                view,
                SqlText.name(ServedReplay.run(view)));
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace("{" + name.getKey() + "}", name.getValue());
    }
    return "WITH published AS (FROM %s WHERE view = %s AND version = %d)\n"
            .formatted(runs, SqlText.text(of.view().view().name()), of.view().view().version())
        + text;
  }

  /** What a view's key was, as a text of the row {@code r}. */
  String keyText(@Nullable Integer view) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < columns.parameters().size(); i++) {
      ServedColumns.Parameter parameter = columns.parameters().get(i);
      boolean ofView =
          view == null
              || columns.views().get(view).view().keys().stream()
                  .anyMatch(key -> key.name().equals(parameter.name()));
      if (ofView) {
        parts.add(
            "%s || coalesce(r.%s::VARCHAR, 'NULL')"
                .formatted(
                    SqlText.text(parameter.name() + "="), SqlText.name(ReplayRows.parameter(i))));
      }
    }
    return "concat_ws(' ', " + String.join(", ", parts) + ")";
  }
}
