package io.featurefactory.testkit.oracle;

import static io.featurefactory.testkit.oracle.Market.DAY;
import static io.featurefactory.testkit.oracle.Market.at;
import static io.featurefactory.testkit.oracle.Market.day;
import static io.featurefactory.testkit.oracle.Market.event;
import static io.featurefactory.testkit.oracle.Market.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogComparisonTest {
  private static final FeatureView VIEW =
      Market.daily(
          Market.of(
              AggregateFunction.SUM,
              Primitive.DOUBLE,
              Primitive.DOUBLE,
              window("x", DAY.multipliedBy(2))));
  private static final LogComparison COMPARISON =
      new LogComparison(
          VIEW,
          List.of(Market.source(Primitive.DOUBLE)),
          List.of(
              event(1, "a", at("01T10:00:00"), 0.1),
              event(2, "a", at("01T11:00:00"), 0.2),
              event(3, "b", at("02T11:00:00"), 5.0)),
          Market.runs(Run.Kind.RUN, 1, 2, 4, 2));
  private static final LogRow FIRST = row("a", 2, 0.30000000000000004);
  private static final LogRow LAST = row("a", 4, null);

  @Test
  void findDifference_sameRowsInAnyOrder_none() {
    assertThat(COMPARISON.findDifference(List.of(LAST, FIRST))).isNull();
    assertThat(COMPARISON.findDifferenceBeyondBound(List.of(LAST, FIRST))).isNull();
  }

  @Test
  void findDifference_lastBit_isTold() {
    List<LogRow> actual = List.of(row("a", 2, 0.3), LAST);

    assertThat(COMPARISON.findDifference(actual))
        .isEqualTo(
            """
            [a] at 2026-01-02T00:00:00Z: the logs differ
              expected 2026-01-02T00:00:00Z run 1: x = 0.30000000000000004
              actual   2026-01-02T00:00:00Z run 1: x = 0.3
              x is Column[name=x, type=DOUBLE]
              events of the key (+ is seen by run 1, RUN, batches to 2):
              + s batch 1 row %d {k=a, t=2026-01-01T10:00:00Z, id=null, landed=null,\
             available=null, flag=null, x=0.1}
              + s batch 2 row %d {k=a, t=2026-01-01T11:00:00Z, id=null, landed=null,\
             available=null, flag=null, x=0.2}
            """
                .formatted(
                    event(1, "a", at("01T10:00:00"), 0.1).row(),
                    event(2, "a", at("01T11:00:00"), 0.2).row()));
    assertThat(COMPARISON.findDifferenceBeyondBound(actual)).isNull();
  }

  @Test
  void findDifference_missingRow_isTold() {
    assertThat(COMPARISON.findDifference(List.of(FIRST)))
        .startsWith("[a] at 2026-01-04T00:00:00Z: the logs differ")
        .contains("actual   no row");
    assertThat(COMPARISON.findDifferenceBeyondBound(List.of(FIRST)))
        .startsWith("[a] at 2026-01-04T00:00:00Z: the logs differ");
  }

  @Test
  void findDifference_rowOfAnUnseenEvent_saysThatItIsUnseen() {
    assertThat(COMPARISON.findDifference(List.of(FIRST, LAST, row("b", 3, 5.0))))
        .startsWith("[b] at 2026-01-03T00:00:00Z: the logs differ")
        .contains("expected no row", "  - s batch 3 ");
  }

  @Test
  void findDifference_boundaryWithoutRun_isTold() {
    assertThat(COMPARISON.findDifference(List.of(FIRST, LAST, row("b", 9, 5.0))))
        .contains("no run has that boundary");
  }

  @Test
  void findDifference_rowTwice_isTold() {
    assertThat(COMPARISON.findDifference(List.of(FIRST, FIRST, LAST)))
        .isEqualTo("[a] at 2026-01-02T00:00:00Z: more than one row");
  }

  @Test
  void findDifferenceBeyondBound_tooFar_isTold() {
    assertThat(COMPARISON.findDifferenceBeyondBound(List.of(row("a", 2, 0.3001), LAST)))
        .contains("actual   2026-01-02T00:00:00Z run 1: x = 0.3001");
  }

  @Test
  void findDifferenceBeyondBound_repeatedValue_isNone() {
    assertThat(COMPARISON.findDifferenceBeyondBound(List.of(FIRST, row("a", 3, 0.3), LAST)))
        .isNull();
  }

  private static LogRow row(String key, int day, Double x) {
    List<Object> values = new ArrayList<>();
    values.add(x);
    return new LogRow(List.of(key), day(day), day - 1, values);
  }
}
