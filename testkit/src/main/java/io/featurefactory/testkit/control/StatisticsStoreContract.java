package io.featurefactory.testkit.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FeatureStatistics;
import io.featurefactory.model.FeatureStatistics.Quantile;
import io.featurefactory.model.StatisticsStore;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link StatisticsStore} does. */
public abstract class StatisticsStoreContract {
  private static final ViewId VIEW = new ViewId("ad_trend", 1);
  private static final Instant FIRST = Instant.parse("1969-12-31T00:00:00.000001Z");
  private static final Instant SECOND = FIRST.plus(Duration.ofDays(1));
  private static final FeatureStatistics CLICKS =
      new FeatureStatistics(
          "clicks",
          1_000_000_000_000L,
          0.1,
          1.0 / 3,
          "-5",
          "9223372036854775807",
          List.of(new Quantile(0.5, 17), new Quantile(0.99, 1e300)));
  private static final FeatureStatistics LAST_QUERY =
      new FeatureStatistics("last_query", 3, 1, null, null, "Zürich; \"x\"", List.of());

  private StatisticsStore statistics = new InMemoryStatisticsStore();

  /** A new, empty store. */
  protected abstract StatisticsStore create();

  @BeforeEach
  final void open() {
    statistics = create();
  }

  @Test
  final void read_written_isTheSameInTheSameOrder() {
    statistics.write(VIEW, FIRST, List.of(LAST_QUERY, CLICKS));

    assertThat(statistics.read(VIEW, FIRST)).containsExactly(LAST_QUERY, CLICKS);
  }

  @Test
  final void read_otherBoundaryOrVersion_isEmpty() {
    statistics.write(VIEW, FIRST, List.of(CLICKS));

    assertThat(statistics.read(VIEW, SECOND)).isEmpty();
    assertThat(statistics.read(new ViewId("ad_trend", 2), FIRST)).isEmpty();
  }

  @Test
  final void write_again_replaces() {
    statistics.write(VIEW, FIRST, List.of(CLICKS, LAST_QUERY));
    statistics.write(VIEW, FIRST, List.of(LAST_QUERY));

    assertThat(statistics.read(VIEW, FIRST)).containsExactly(LAST_QUERY);
  }

  @Test
  final void history_isNewestFirstUpToTheLimit() {
    statistics.write(VIEW, SECOND, List.of(CLICKS, LAST_QUERY));
    statistics.write(VIEW, FIRST, List.of(CLICKS));

    assertThat(statistics.history(VIEW, "clicks", 5))
        .containsExactly(
            new StatisticsStore.AtBoundary(SECOND, CLICKS),
            new StatisticsStore.AtBoundary(FIRST, CLICKS));
    assertThat(statistics.history(VIEW, "clicks", 1))
        .containsExactly(new StatisticsStore.AtBoundary(SECOND, CLICKS));
    assertThat(statistics.history(VIEW, "unknown", 5)).isEmpty();
  }

  @Test
  final void forget_removesOneVersionOnly() {
    ViewId other = new ViewId("ad_trend", 2);
    statistics.write(VIEW, FIRST, List.of(CLICKS));
    statistics.write(other, FIRST, List.of(CLICKS));

    statistics.forget(VIEW);

    assertThat(statistics.read(VIEW, FIRST)).isEmpty();
    assertThat(statistics.read(other, FIRST)).containsExactly(CLICKS);
  }
}
