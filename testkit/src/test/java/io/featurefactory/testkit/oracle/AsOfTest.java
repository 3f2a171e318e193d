package io.featurefactory.testkit.oracle;

import static io.featurefactory.testkit.oracle.Market.DAY;
import static io.featurefactory.testkit.oracle.Market.at;
import static io.featurefactory.testkit.oracle.Market.countAll;
import static io.featurefactory.testkit.oracle.Market.day;
import static io.featurefactory.testkit.oracle.Market.event;
import static io.featurefactory.testkit.oracle.Market.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.DataType.Primitive;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AsOfTest {
  private static final Oracle ORACLE =
      Oracle.of(Market.daily(countAll(window("n", DAY))), List.of(Market.source(Primitive.BIGINT)));
  private static final List<LogRow> LOG =
      ORACLE
          .log(List.of(event(1, "a", at("01T10:00:00"), 1L)), Market.runs(Run.Kind.RUN, 1, 2, 3, 1))
          .rows();
  private static final List<PublishedBoundary> PUBLISHED =
      List.of(
          new PublishedBoundary(day(2), at("02T00:30:00")),
          new PublishedBoundary(day(3), at("05T00:00:00")));

  @Test
  void asOf_beforeAnyPublish_isTheEmptyRow() {
    assertThat(asOf("a", at("02T00:29:59"))).containsExactly(0L);
  }

  @Test
  void asOf_exactlyWhenPublished_isThatBoundary() {
    assertThat(asOf("a", at("02T00:30:00"))).containsExactly(1L);
  }

  @Test
  void asOf_outage_keepsTheLastValue() {
    assertThat(asOf("a", at("04T23:59:59"))).containsExactly(1L);
    assertThat(asOf("a", at("05T00:00:00"))).containsExactly(0L);
  }

  @Test
  void asOf_unknownKey_isTheEmptyRow() {
    assertThat(asOf("b", at("09T00:00:00"))).containsExactly(0L);
  }

  private static List<Object> asOf(String key, Instant time) {
    return ORACLE.asOf(LOG, PUBLISHED, List.of(key), time);
  }
}
