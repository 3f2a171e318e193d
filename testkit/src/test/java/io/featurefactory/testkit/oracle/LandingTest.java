package io.featurefactory.testkit.oracle;

import static io.featurefactory.testkit.oracle.Market.DAY;
import static io.featurefactory.testkit.oracle.Market.at;
import static io.featurefactory.testkit.oracle.Market.countAll;
import static io.featurefactory.testkit.oracle.Market.event;
import static io.featurefactory.testkit.oracle.Market.source;
import static io.featurefactory.testkit.oracle.Market.text;
import static io.featurefactory.testkit.oracle.Market.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Duplicates, keys, filters and several sources. */
class LandingTest {
  private static final Instant NOON = at("01T12:00:00");
  private static final Aggregate COUNT = countAll(window("n", DAY));
  private static final Aggregate SUM =
      Market.of(AggregateFunction.SUM, Primitive.BIGINT, Primitive.BIGINT, window("x", DAY));

  @Test
  void duplicates_sameIdAndTime_firstLandedWins() {
    assertThat(secondDay(SUM, withId(1, "a", NOON, "e", 9L), withId(2, "a", NOON, "e", 1L)))
        .containsExactly("[a] 02T00 [9]");
  }

  @Test
  void duplicates_firstHasAnotherKey_secondTakesNoPart() {
    assertThat(secondDay(COUNT, withId(1, "a", NOON, "e", 1L), withId(2, "b", NOON, "e", 1L)))
        .containsExactly("[a] 02T00 [1]");
  }

  @Test
  void duplicates_landedTogether_leastRowWins() {
    assertThat(secondDay(SUM, withId(1, "a", NOON, "e", 9L), withId(1, "a", NOON, "e", 1L)))
        .containsExactly("[a] 02T00 [1]");
    assertThat(secondDay(SUM, withId(1, "a", NOON, "e", null), withId(1, "a", NOON, "e", 1L)))
        .containsExactly("[a] 02T00 [1]");
  }

  @Test
  void duplicates_firstIsFilteredOut_secondTakesNoPart() {
    Event unwanted = event("s", 1, "a", NOON, Map.of("id", "e", "flag", false), 1L);
    Event wanted = event("s", 2, "a", NOON, Map.of("id", "e", "flag", true), 1L);
    FeatureView view = filtered(COUNT);

    assertThat(text(log(view, List.of(unwanted, wanted)))).isEmpty();
    assertThat(text(log(view, List.of(wanted)))).containsExactly("[a] 02T00 [1]");
  }

  @Test
  void duplicates_sameIdAnotherTime_areTwoEvents() {
    assertThat(
            secondDay(
                COUNT,
                withId(1, "a", NOON, "e", 1L),
                withId(1, "a", NOON.plusNanos(1000), "e", 1L)))
        .containsExactly("[a] 02T00 [2]");
  }

  @Test
  void identicalEvents_withoutId_countEach() {
    Event e = event(1, "a", NOON, 1L);

    assertThat(secondDay(COUNT, e, e, e)).containsExactly("[a] 02T00 [3]");
  }

  @Test
  void identicalEvents_ofASourceWithoutEventId_countEach() {
    Source source = source("s", null, null, Primitive.BIGINT);
    List<Event> events = List.of(withId(1, "a", NOON, "e", 1L), withId(1, "a", NOON, "e", 1L));

    OracleLog log =
        Oracle.of(Market.daily(COUNT), List.of(source))
            .log(events, Market.runs(Run.Kind.RUN, 1, 2, 2, 2));

    assertThat(text(log)).containsExactly("[a] 02T00 [2]");
  }

  @Test
  void keys_nullOrEmptyText_onlyNullTakesNoPart() {
    assertThat(
            secondDay(
                COUNT,
                event("s", 1, null, NOON, Map.of(), 1L),
                event(1, "", NOON, 1L),
                event(1, "a:b\n", NOON, 1L)))
        .containsExactly("[] 02T00 [1]", "[a:b\n] 02T00 [1]");
  }

  @Test
  void keys_tuplesWithTheSameConcatenation_areDifferent() {
    List<FeatureView.Key> keys =
        List.of(
            new FeatureView.Key("k", Primitive.VARCHAR),
            new FeatureView.Key("id", Primitive.VARCHAR));
    FeatureView daily = Market.daily(COUNT);
    FeatureView view = Market.view(keys, DAY, DAY, daily.computation(), daily.features());
    Source source = source("s", null, null, Primitive.BIGINT);
    List<Event> events = List.of(withId(1, "1", NOON, "23", 1L), withId(1, "12", NOON, "3", 1L));

    OracleLog log =
        Oracle.of(view, List.of(source)).log(events, Market.runs(Run.Kind.RUN, 1, 2, 2, 1));

    assertThat(text(log)).containsExactly("[1, 23] 02T00 [1]", "[12, 3] 02T00 [1]");
  }

  @Test
  void filter_null_isNotTrue() {
    Event unknown = event(1, "a", NOON, 1L);

    assertThat(text(log(filtered(COUNT), List.of(unknown)))).isEmpty();
  }

  @Test
  void filter_ofTheView_leavesOtherSourcesAlone() {
    Aggregate ofOther =
        new Aggregate(
            "o",
            "other",
            AggregateFunction.COUNT,
            null,
            null,
            0,
            Primitive.BIGINT,
            List.of(window("o", DAY)));
    Expr flag = new Expr.Column("flag", Primitive.BOOLEAN);
    FeatureView view =
        Market.view(DAY, DAY, new Computation.Aggregation("s", flag, List.of(COUNT, ofOther)));
    Source other = source("other", null, null, Primitive.BIGINT);
    List<Event> events =
        List.of(
            event("s", 1, "a", NOON, Map.of("flag", false), 1L),
            event("other", 1, "a", NOON, Map.of("flag", false), 1L));

    OracleLog log =
        Oracle.of(view, List.of(source(Primitive.BIGINT), other))
            .log(events, Market.runs(Run.Kind.RUN, 1, 2, 2, 1));

    assertThat(text(log)).containsExactly("[a] 02T00 [0, 1]");
  }

  @Test
  void boundaries_before1970AndFarAway_areLikeAnyOther() {
    for (String start : List.of("1969-12-31T00:00:00Z", "2262-04-11T00:00:00Z")) {
      Instant boundary = Instant.parse(start);
      Event before = event(1, "a", boundary.minusNanos(1000), 1L);
      Event exactly = event(1, "b", boundary, 1L);

      OracleLog log =
          Oracle.of(Market.daily(COUNT), List.of(source(Primitive.BIGINT)))
              .log(List.of(before, exactly), List.of(new Run(1, boundary, Run.Kind.RUN, 1)));

      assertThat(log.rows()).extracting(LogRow::key).containsExactly(List.of("a"));
    }
  }

  private static Event withId(int batch, String key, Instant time, String id, Object x) {
    return event("s", batch, key, time, Map.of("id", id), x);
  }

  private static FeatureView filtered(Aggregate aggregate) {
    Expr flag = new Expr.Column("flag", Primitive.BOOLEAN);
    return Market.view(DAY, DAY, new Computation.Aggregation("s", flag, List.of(aggregate)));
  }

  private static List<String> secondDay(Aggregate aggregate, Event... events) {
    return text(log(Market.daily(aggregate), List.of(events)));
  }

  private static OracleLog log(FeatureView view, List<Event> events) {
    return Oracle.of(view, List.of(source(Primitive.BIGINT)))
        .log(events, Market.runs(Run.Kind.RUN, 1, 2, 2, 2));
  }
}
