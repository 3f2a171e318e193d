package io.featurefactory.testkit.oracle;

import static io.featurefactory.testkit.oracle.Market.DAY;
import static io.featurefactory.testkit.oracle.Market.at;
import static io.featurefactory.testkit.oracle.Market.countAll;
import static io.featurefactory.testkit.oracle.Market.daily;
import static io.featurefactory.testkit.oracle.Market.day;
import static io.featurefactory.testkit.oracle.Market.event;
import static io.featurefactory.testkit.oracle.Market.runs;
import static io.featurefactory.testkit.oracle.Market.source;
import static io.featurefactory.testkit.oracle.Market.text;
import static io.featurefactory.testkit.oracle.Market.window;
import static io.featurefactory.testkit.oracle.Run.Kind.BACKFILL;
import static io.featurefactory.testkit.oracle.Run.Kind.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.model.Source;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OracleTest {
  private static final Source SOURCE = source(Primitive.BIGINT);

  @Test
  void log_eventEntersAndLeavesTheWindow_oneRowEach() {
    FeatureView view = daily(countAll(window("n", DAY.multipliedBy(2))));

    OracleLog log = log(view, List.of(event(1, "a", at("01T10:00:00"), 1L)), 1, 8);

    assertThat(text(log)).containsExactly("[a] 02T00 [1]", "[a] 04T00 [0]");
  }

  @Test
  void log_eventAtMidnight_belongsToTheNextBoundary() {
    FeatureView view = daily(countAll(window("n", DAY)));
    List<Event> events =
        List.of(
            event(1, "before", at("02T00:00:00").minusNanos(1000), 1L),
            event(1, "at", at("02T00:00:00"), 1L),
            event(1, "after", at("02T00:00:00").plusNanos(1000), 1L));

    assertThat(text(log(view, events, 1, 5)))
        .containsExactly(
            "[before] 02T00 [1]",
            "[after] 03T00 [1]",
            "[at] 03T00 [1]",
            "[before] 03T00 [0]",
            "[after] 04T00 [0]",
            "[at] 04T00 [0]");
  }

  @Test
  void log_offsetWindow_endsThatMuchEarlier() {
    FeatureView view = daily(countAll(window("now", DAY), new Window("before", DAY, DAY)));

    OracleLog log = log(view, List.of(event(1, "a", at("01T10:00:00"), 1L)), 1, 6);

    assertThat(text(log))
        .containsExactly("[a] 02T00 [1, 0]", "[a] 03T00 [0, 1]", "[a] 04T00 [0, 0]");
  }

  @Test
  void log_windowOfFinerTile_endsAtTheBoundary() {
    Computation.Aggregation lastHour =
        new Computation.Aggregation("s", null, List.of(countAll(window("n", Duration.ofHours(1)))));
    FeatureView view = Market.view(DAY, Duration.ofHours(1), lastHour);
    List<Event> events =
        List.of(event(1, "early", at("01T22:59:59"), 1L), event(1, "late", at("01T23:00:00"), 1L));

    assertThat(text(log(view, events, 1, 3)))
        .containsExactly("[late] 02T00 [1]", "[late] 03T00 [0]");
  }

  @Test
  void log_lifetime_neverForgets() {
    FeatureView view = daily(countAll(new Window("n", null, Duration.ZERO)));

    OracleLog log = log(view, List.of(event(1, "a", at("01T10:00:00"), 1L)), 20, 25);

    assertThat(text(log)).containsExactly("[a] 20T00 [1]");
  }

  @Test
  void log_lateEvent_changesTheNextBoundaryOnly() {
    FeatureView view = daily(countAll(window("n", DAY.multipliedBy(7))));
    List<Event> events =
        List.of(event(1, "a", at("01T10:00:00"), 1L), event(2, "a", at("01T11:00:00"), 1L));
    List<Run> runs = new ArrayList<>(runs(RUN, 1, 2, 2, 1));
    runs.addAll(runs(RUN, 2, 3, 4, 2));

    assertThat(text(oracle(view).log(events, runs)))
        .containsExactly("[a] 02T00 [1]", "[a] 03T00 [2]");
  }

  @Test
  void log_backfillInOneGo_seesLateEventsAtOnce() {
    FeatureView view = daily(countAll(window("n", DAY.multipliedBy(7))));
    List<Event> events =
        List.of(event(1, "a", at("01T10:00:00"), 1L), event(2, "a", at("01T11:00:00"), 1L));

    OracleLog log = oracle(view).log(events, runs(BACKFILL, 1, 2, 4, 2));

    assertThat(text(log)).containsExactly("[a] 02T00 [2]");
  }

  @Test
  void log_backfillWithLandedAt_countsWhatHadLandedWhenPublished() {
    FeatureView view = daily(countAll(window("n", DAY.multipliedBy(7))));
    Source source = source("s", "id", "landed", Primitive.BIGINT);
    List<Event> events =
        List.of(landed("a", "02T00:30:00"), landed("b", "02T00:30:00.000001"), landed("c", null));

    OracleLog log = Oracle.of(view, List.of(source)).log(events, runs(BACKFILL, 1, 2, 4, 2));

    assertThat(text(log)).containsExactly("[a] 02T00 [1]", "[b] 03T00 [1]");
    OracleLog live = Oracle.of(view, List.of(source)).log(events, runs(RUN, 1, 2, 4, 2));
    assertThat(text(live)).containsExactly("[a] 02T00 [1]", "[b] 02T00 [1]", "[c] 02T00 [1]");
  }

  private static Event landed(String key, String time) {
    Map<String, Object> others = time == null ? Map.of() : Map.of("landed", at(time));
    return event("s", 1, key, at("01T10:00:00"), others, 1L);
  }

  @Test
  void log_earlierBackfill_prependsAndEmptiesAtTheSeam() {
    FeatureView view = daily(countAll(window("n", DAY)));
    List<Event> events =
        List.of(event(1, "a", at("01T10:00:00"), 1L), event(1, "b", at("02T10:00:00"), 1L));
    List<Run> runs = new ArrayList<>(runs(RUN, 1, 3, 4, 1));
    runs.addAll(runs(BACKFILL, 3, 2, 2, 1));

    OracleLog log = oracle(view).log(events, runs);

    assertThat(text(log))
        .containsExactly("[b] 03T00 [1]", "[b] 04T00 [0]", "[a] 02T00 [1]", "[a] 03T00 [0]");
    assertThat(log.rows()).extracting(LogRow::run).containsExactly(1L, 2L, 3L, 1L);
  }

  @Test
  void log_runAfterEarlierBackfill_continuesFromWhatWasServed() {
    FeatureView view = daily(countAll(window("n", DAY.multipliedBy(7))));
    List<Event> events =
        List.of(event(1, "a", at("02T10:00:00"), 1L), event(2, "b", at("01T10:00:00"), 1L));
    List<Run> runs = new ArrayList<>(runs(RUN, 1, 3, 3, 1));
    runs.addAll(runs(BACKFILL, 2, 2, 2, 2));
    runs.addAll(runs(RUN, 3, 4, 4, 2));

    assertThat(text(oracle(view).log(events, runs)))
        .containsExactly("[a] 03T00 [1]", "[b] 02T00 [1]", "[b] 03T00 [0]", "[b] 04T00 [1]");
  }

  @Test
  void log_sumBeyondBigint_namesTheKeyAndKeepsWhatWasLogged() {
    FeatureView view = daily(sumOfWeek());
    List<Event> events =
        List.of(
            event(1, "a", at("01T10:00:00"), Long.MAX_VALUE),
            event(1, "a", at("02T10:00:00"), 1L),
            event(1, "b", at("02T10:00:00"), 5L));

    OracleLog log = log(view, events, 2, 4);

    assertThat(text(log)).containsExactly("[a] 02T00 [9223372036854775807]");
    assertThat(log.failure().keys()).containsExactly(List.of("a"));
    assertThat(log.failure().run().boundary()).isEqualTo(day(3));
    assertThat(log.failure().reason()).isEqualTo("sum 9223372036854775808 (expected: a BIGINT)");
  }

  @Test
  void log_valuesOfTheEmptyRow_getNoRow() {
    Expr sum = new Expr.Column("n", Primitive.BIGINT);
    Expr zero = new Expr.Literal(0L, Primitive.BIGINT);
    Expr orZero = new Expr.Call(ScalarFunction.COALESCE, List.of(sum, zero), Primitive.BIGINT);
    FeatureView sums = daily(sumOfWeek());
    FeatureView view =
        Market.view(
            sums.keys(),
            DAY,
            DAY,
            sums.computation(),
            List.of(new FeatureView.Feature("f", orZero, "")));
    List<Event> events =
        List.of(event(1, "a", at("01T10:00:00"), 0L), event(1, "b", at("01T10:00:00"), 5L));

    assertThat(text(log(view, events, 2, 9))).containsExactly("[b] 02T00 [5]", "[b] 09T00 [0]");
    assertThat(text(log(sums, events, 2, 9)))
        .containsExactly("[a] 02T00 [0]", "[b] 02T00 [5]", "[a] 09T00 [null]", "[b] 09T00 [null]");
  }

  @Test
  void log_expressionThatDoesNotFit_namesTheKey() {
    Expr sum = new Expr.Column("n", Primitive.BIGINT);
    Expr twice = new Expr.Call(ScalarFunction.ADD, List.of(sum, sum), Primitive.BIGINT);
    FeatureView sums = daily(sumOfWeek());
    FeatureView view =
        Market.view(
            sums.keys(),
            DAY,
            DAY,
            sums.computation(),
            List.of(new FeatureView.Feature("f", twice, "")));

    OracleLog log = log(view, List.of(event(1, "a", at("01T10:00:00"), 1L << 62)), 2, 2);

    assertThat(log.rows()).isEmpty();
    assertThat(log.failure().keys()).containsExactly(List.of("a"));
    assertThat(log.failure().reason()).startsWith("4611686018427387904 + 4611686018427387904");
  }

  private static Aggregate sumOfWeek() {
    return Market.of(
        AggregateFunction.SUM,
        Primitive.BIGINT,
        Primitive.BIGINT,
        window("n", DAY.multipliedBy(7)));
  }

  private static OracleLog log(FeatureView view, List<Event> events, int from, int to) {
    return oracle(view).log(events, runs(RUN, 1, from, to, 9));
  }

  private static Oracle oracle(FeatureView view) {
    return Oracle.of(view, List.of(SOURCE));
  }
}
