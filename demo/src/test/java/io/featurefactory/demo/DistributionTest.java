package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the generator to the table of docs/spec/demo-events.md. */
final class DistributionTest {
  private static final Simulation.Rows ROWS = new Simulation.Rows();

  @BeforeAll
  static void run() {
    Simulation.run(Simulation.pure(42, 1_000_000, 10), ROWS);
  }

  @Test
  void events_asked_areMet() {
    assertThat(ROWS.events.size() + ROWS.contacts.size()).isCloseTo(1_000_000, within(10_000));
  }

  @Test
  void clickRate_eachPosition_isThatOfRealLogs() {
    double[] expected = {.151, .062, .031, .017, .013, .0068, .0054, .0039, .0027, .0034};
    long[] impressions = new long[11];
    long[] clicks = new long[11];
    for (Event event : ROWS.events) {
      (event.type() == Event.Type.CLICK ? clicks : impressions)[event.position()]++;
    }
    for (int position = 1; position <= 10; position++) {
      double rate = (double) clicks[position] / impressions[position];
      assertThat(rate)
          .as("position %d", position)
          .isCloseTo(expected[position - 1], within(0.04 * expected[position - 1] + 0.0006));
    }
  }

  @Test
  void pages_quarter_isClicked() {
    Set<Page> pages = new HashSet<>();
    Set<Page> clicked = new HashSet<>();
    for (Event event : ROWS.events) {
      if (event.page() != null) {
        (event.type() == Event.Type.CLICK ? clicked : pages).add(event.page());
      }
    }
    assertThat((double) clicked.size() / pages.size()).isCloseTo(0.25, within(0.01));
  }

  @Test
  void clicks_sixPercent_haveNoPage() {
    List<Event> clicks = clicks();
    double share = clicks.stream().filter(c -> c.page() == null).count() / (double) clicks.size();

    assertThat(share).isCloseTo(0.06, within(0.008));
  }

  @Test
  void sessions_pages_areAsMany() {
    Map<Session, Integer> pages = new HashMap<>();
    for (Event event : impressions(1)) {
      pages.merge(event.session(), 1, Integer::sum);
    }
    double one = pages.values().stream().filter(n -> n == 1).count() / (double) pages.size();

    assertThat(mean(pages.values())).isCloseTo(1.7, within(0.02));
    assertThat(one).isCloseTo(0.66, within(0.01));
  }

  @Test
  void sessions_hours_followTheDay() {
    double[] expected = {
      6.7, 2.9, 1.8, 1.0, .7, 1.0, 1.7, 2.7, 3.2, 3.7, 3.9, 4.1, 5.2, 4.3, 4.1, 3.9, 4.0, 4.3, 4.7,
      5.2, 6.8, 8.1, 8.3, 7.7
    };
    double[] percent = new double[24];
    List<Event> firsts = impressions(1);
    for (Event event : firsts) {
      percent[(int) (event.millis() / Supply.HOUR % 24)] += 100.0 / firsts.size();
    }
    for (int hour = 0; hour < 24; hour++) {
      assertThat(percent[hour]).as("hour %d", hour).isCloseTo(expected[hour], within(0.3));
    }
  }

  @Test
  void clicks_delay_hasTheQuantilesOfRealLogs() {
    long[] delays =
        clicks().stream()
            .filter(c -> c.page() != null)
            .mapToLong(c -> c.millis() - c.page().millis())
            .sorted()
            .toArray();

    assertThat((double) delays[delays.length / 2]).isCloseTo(3_000, within(300.0));
    assertThat((double) delays[delays.length * 9 / 10]).isCloseTo(103_000, within(10_000.0));
    assertThat((double) delays[delays.length * 99 / 100]).isCloseTo(1_080_000, within(200_000.0));
  }

  @Test
  void impressions_byAd_followZipf() {
    Map<Object, Integer> counts = counts(ROWS.events, e -> e.ad().number());

    assertThat(zipf(counts.values(), 50)).isCloseTo(1.06, within(0.1));
  }

  @Test
  void pages_byQuery_followZipf() {
    Map<Object, Integer> counts = counts(impressions(1), e -> e.page().query());

    assertThat(zipf(counts.values(), 20)).isCloseTo(1.03, within(0.06));
  }

  @Test
  void contacts_perClick_areBetweenTheRatesOfRealLogs() {
    assertThat((double) ROWS.contacts.size() / clicks().size()).isBetween(0.05, 0.075);
    Supply supply = new Market(Simulation.pure(42, 1_000_000, 10)).supply();
    double[] rates = new double[2_000];
    Arrays.setAll(rates, slot -> supply.listing(slot, ROWS.events.get(0).millis()).contactRate());
    Arrays.sort(rates);

    assertThat(rates[0]).isBetween(0.026, 0.030);
    assertThat(rates[1_000]).isBetween(0.05, 0.06);
    assertThat(rates[1_999]).isBetween(0.083, 0.087);
  }

  @Test
  void ads_listedDuringThePeriod_areShownSoonAfter() {
    long start = Simulation.pure(42, 1, 1).dayStart(0);
    Map<Long, Long> firstShown = new HashMap<>();
    ROWS.events.forEach(e -> firstShown.merge(e.ad().number(), e.millis(), Math::min));
    List<Ad> listed = ROWS.ads.stream().filter(ad -> ad.listedMillis() > start).toList();

    assertThat(listed).hasSizeGreaterThan(1_000);
    assertThat(listed)
        .filteredOn(ad -> firstShown.containsKey(ad.number()))
        .hasSizeGreaterThan(listed.size() / 2)
        .allSatisfy(ad -> assertThat(firstShown.get(ad.number())).isGreaterThan(ad.listedMillis()));
  }

  /** Least squares of log count on log rank, at ranks in equal ratios up to a third of all. */
  private static double zipf(Collection<Integer> counts, int firstRank) {
    int[] falling = counts.stream().mapToInt(n -> -n).sorted().map(n -> -n).toArray();
    double n = 0;
    double sumX = 0;
    double sumY = 0;
    double sumXx = 0;
    double sumXy = 0;
    for (double rank = firstRank; rank < falling.length / 3.0; rank *= 1.2) {
      double x = Math.log((int) rank);
      double y = Math.log(falling[(int) rank - 1]);
      n++;
      sumX += x;
      sumY += y;
      sumXx += x * x;
      sumXy += x * y;
    }
    return -(n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
  }

  private static List<Event> clicks() {
    return ROWS.events.stream().filter(e -> e.type() == Event.Type.CLICK).toList();
  }

  private static List<Event> impressions(int position) {
    return ROWS.events.stream()
        .filter(e -> e.type() == Event.Type.IMPRESSION && e.position() == position)
        .toList();
  }

  private static Map<Object, Integer> counts(List<Event> events, Function<Event, Object> by) {
    return events.stream().collect(Collectors.groupingBy(by, Collectors.summingInt(e -> 1)));
  }

  private static double mean(Collection<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).average().orElseThrow();
  }
}
