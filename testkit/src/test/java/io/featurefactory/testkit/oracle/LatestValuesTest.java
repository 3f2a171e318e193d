package io.featurefactory.testkit.oracle;

import static io.featurefactory.testkit.oracle.Market.DAY;
import static io.featurefactory.testkit.oracle.Market.at;
import static io.featurefactory.testkit.oracle.Market.event;
import static io.featurefactory.testkit.oracle.Market.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.model.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatestValuesTest {
  private static final Expr X = new Expr.Column("x", Primitive.BIGINT);

  @Test
  void log_rowExactlyAtTheBoundary_isACandidate() {
    List<Event> rows =
        List.of(
            event(1, "a", at("02T00:00:00"), 1L),
            event(1, "b", at("02T00:00:00").plusNanos(1000), 1L));

    assertThat(log(null, X, rows, 2, 3)).containsExactly("[a] 02T00 [1]", "[b] 03T00 [1]");
  }

  @Test
  void log_newerRow_replacesTheOlder() {
    List<Event> rows =
        List.of(
            event(1, "a", at("01T10:00:00"), 1L),
            event(1, "a", at("02T10:00:00"), 2L),
            event(1, "a", at("03T10:00:00"), 2L));

    assertThat(log(null, X, rows, 2, 5)).containsExactly("[a] 02T00 [1]", "[a] 03T00 [2]");
  }

  @Test
  void log_availableLater_countsFromThen() {
    List<Event> rows =
        List.of(
            available("a", "02T00:00:00", 1L),
            available("b", "02T00:00:00.000001", 1L),
            event("s", 1, "never", at("01T10:00:00"), Map.of(), 1L));
    Source source = available(Market.source("s", null, null, Primitive.BIGINT));

    OracleLog log =
        Oracle.of(view((Duration) null, X), List.of(source))
            .log(rows, Market.runs(Run.Kind.RUN, 1, 2, 4, 1));

    assertThat(text(log)).containsExactly("[a] 02T00 [1]", "[b] 03T00 [1]");
  }

  @Test
  void log_ties_greatestAvailabilityThenGreatestValues() {
    List<Event> rows =
        List.of(
            available("a", "01T11:00:00", 9L),
            available("a", "01T12:00:00", 1L),
            available("a", "01T12:00:00", 2L));
    Source source = available(Market.source("s", null, null, Primitive.BIGINT));

    OracleLog log =
        Oracle.of(view((Duration) null, X), List.of(source))
            .log(rows, Market.runs(Run.Kind.RUN, 1, 2, 2, 1));

    assertThat(text(log)).containsExactly("[a] 02T00 [2]");
  }

  @Test
  void log_maxAge_includesExactlyThatAge() {
    List<Event> rows = List.of(event(1, "a", at("01T00:00:00"), 1L));

    assertThat(log(Duration.ofDays(2), X, rows, 1, 5))
        .containsExactly("[a] 01T00 [1]", "[a] 04T00 [null]");
  }

  @Test
  void log_withoutARow_isNullWhateverTheExpression() {
    Expr zero = new Expr.Literal(0L, Primitive.BIGINT);
    Expr orZero = new Expr.Call(ScalarFunction.COALESCE, List.of(X, zero), Primitive.BIGINT);
    List<Event> rows = List.of(event(1, "a", at("01T00:00:00"), null));

    assertThat(log(DAY, orZero, rows, 1, 4)).containsExactly("[a] 01T00 [0]", "[a] 03T00 [null]");
  }

  @Test
  void log_filter_decidesWhoIsACandidate() {
    Instant later = at("01T11:00:00");
    List<Event> rows =
        List.of(
            event("s", 1, "a", at("01T10:00:00"), Map.of("flag", true), 1L),
            event("s", 1, "a", later, Map.of("flag", false), 2L));
    FeatureView view =
        view(new Computation.Latest("s", new Expr.Column("flag", Primitive.BOOLEAN), null), X);

    OracleLog log =
        Oracle.of(view, List.of(Market.source(Primitive.BIGINT)))
            .log(rows, Market.runs(Run.Kind.RUN, 1, 2, 2, 1));

    assertThat(text(log)).containsExactly("[a] 02T00 [1]");
  }

  private static List<String> log(
      Duration maxAge, Expr feature, List<Event> rows, int from, int to) {
    return text(
        Oracle.of(view(maxAge, feature), List.of(Market.source(Primitive.BIGINT)))
            .log(rows, Market.runs(Run.Kind.RUN, 1, from, to, 1)));
  }

  private static FeatureView view(Duration maxAge, Expr feature) {
    return view(new Computation.Latest("s", null, maxAge), feature);
  }

  private static FeatureView view(Computation.Latest latest, Expr feature) {
    return Market.view(
        List.of(new FeatureView.Key("k", Primitive.VARCHAR)),
        DAY,
        DAY,
        latest,
        List.of(new FeatureView.Feature("f", feature, "")));
  }

  private static Event available(String key, String availableAt, Object x) {
    return event("s", 1, key, at("01T10:00:00"), Map.of("available", at(availableAt)), x);
  }

  private static Source available(Source s) {
    return new Source(
        s.name(),
        s.location(),
        s.eventTime(),
        s.eventId(),
        s.landedAt(),
        "available",
        s.unnest(),
        s.columns());
  }
}
