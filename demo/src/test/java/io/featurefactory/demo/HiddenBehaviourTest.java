package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What users did tells what they will do: each behavioural feature of the demo, computed by loops
 * from the first ten days, ranks the clicked pages of the days after better than facts alone. No
 * feature is used to make clicks, so a lift can come from hidden behaviour only.
 */
final class HiddenBehaviourTest {
  private static final int HISTORY_DAYS = 10;
  private static final DemoSettings SETTINGS = Simulation.pure(11, 1_300_000, 13);
  private static final long NOW = SETTINGS.dayStart(HISTORY_DAYS);

  private static final Map<Long, Tally> ADS = new HashMap<>();
  private static final Map<Integer, Tally> SELLERS = new HashMap<>();
  private static final Map<Integer, LinkedHashSet<Integer>> TASTES = new HashMap<>();
  private static final Map<Page, List<Event>> PAGES = new HashMap<>();
  private static final Map<Page, Set<Long>> CLICKED = new HashMap<>();

  /** What happened to something before {@link #NOW}. */
  private static final class Tally {
    private double views;
    private final int[] viewsByHour = new int[24 * SETTINGS.days() + 48];
    private double clicks;
    private double contacts;

    double clickRate() {
      return (clicks + 0.6) / (views + 20);
    }

    double contactRate() {
      return (contacts + 0.6) / (views + 20);
    }

    /** Views of the last 24 hours against those of the 48 hours before, in full hours. */
    double trend(long now) {
      int hour = hour(now);
      double last = Arrays.stream(viewsByHour, hour - 24, hour).sum();
      double before = Arrays.stream(viewsByHour, hour - 72, hour - 24).sum();
      return (2 * last + 5) / (before + 5);
    }
  }

  private static final class History implements RowSink {
    @Override
    public void event(Event event) {
      Tally ad = ADS.computeIfAbsent(event.ad().number(), number -> new Tally());
      if (event.type() == Event.Type.IMPRESSION) {
        ad.viewsByHour[hour(event.millis())]++;
      }
      if (event.millis() < NOW) {
        count(ad, event);
        count(SELLERS.computeIfAbsent(event.ad().seller(), seller -> new Tally()), event);
      } else if (event.page() != null && event.type() == Event.Type.IMPRESSION) {
        PAGES.computeIfAbsent(event.page(), page -> new ArrayList<>()).add(event);
      } else if (event.page() != null) {
        CLICKED.computeIfAbsent(event.page(), p -> new HashSet<>()).add(event.ad().number());
      }
    }

    @Override
    public void contact(Contact contact) {
      if (contact.millis() < NOW) {
        Ad ad = contact.click().ad();
        SELLERS.computeIfAbsent(ad.seller(), seller -> new Tally()).contacts++;
      }
    }

    @Override
    public void ad(Ad ad) {}

    private static void count(Tally tally, Event event) {
      if (event.type() == Event.Type.CLICK) {
        tally.clicks++;
        TASTES
            .computeIfAbsent(event.session().user(), user -> new LinkedHashSet<>())
            .add(event.ad().category().index());
        return;
      }
      tally.views++;
    }
  }

  private static int hour(long millis) {
    return (int) ((millis - SETTINGS.dayStart(0)) / Supply.HOUR);
  }

  @BeforeAll
  static void run() {
    Simulation.run(SETTINGS, new History());
    PAGES.keySet().retainAll(CLICKED.keySet());
    assertThat(PAGES).hasSizeGreaterThan(6_000);
  }

  @Test
  void ndcg_factsAlone_areLittleBetterThanChance() {
    assertThat(ndcg(e -> SplitMix.mix(e.ad().number(), e.session().number()))).isBetween(0.45, 0.5);
    assertThat(ndcg(HiddenBehaviourTest::cheap)).isBetween(0.46, 0.58);
  }

  @Test
  void ndcg_clickRateOfTheAd_liftsItByMuch() {
    assertThat(ndcg(HiddenBehaviourTest::clickRate))
        .isGreaterThan(ndcg(HiddenBehaviourTest::cheap) + 0.05);
  }

  @Test
  void ndcg_contactRateOfTheSeller_liftsIt() {
    double seller = ndcg(e -> tally(SELLERS, e.ad().seller()).contactRate());

    assertThat(seller).isGreaterThan(ndcg(HiddenBehaviourTest::cheap) + 0.01);
  }

  @Test
  void ndcg_trend_liftsTheClickRate() {
    ToDoubleFunction<Event> withTrend =
        e -> clickRate(e) * Math.pow(tally(ADS, e.ad().number()).trend(e.millis()), 0.3);

    assertThat(ndcg(withTrend)).isGreaterThan(ndcg(HiddenBehaviourTest::clickRate) + 0.005);
  }

  @Test
  void ndcg_categoriesThatTheUserClicked_liftTheClickRate() {
    ToDoubleFunction<Event> withTaste =
        e ->
            clickRate(e)
                * (TASTES
                        .getOrDefault(e.session().user(), new LinkedHashSet<>())
                        .contains(e.ad().category().index())
                    ? 1.6
                    : 1);

    assertThat(ndcg(withTaste)).isGreaterThan(ndcg(HiddenBehaviourTest::clickRate) + 0.003);
  }

  private static double cheap(Event event) {
    return (double) event.ad().category().typicalPrice() / event.ad().priceCents();
  }

  private static double clickRate(Event event) {
    return tally(ADS, event.ad().number()).clickRate();
  }

  private static <K> Tally tally(Map<K, Tally> tallies, K key) {
    return tallies.getOrDefault(key, new Tally());
  }

  private static double ndcg(ToDoubleFunction<Event> score) {
    return ndcg(PAGES, score);
  }

  /** Mean over the clicked pages of the discounted gain of the clicks, as a share of the best. */
  private static double ndcg(Map<Page, List<Event>> pages, ToDoubleFunction<Event> score) {
    double sum = 0;
    for (Map.Entry<Page, List<Event>> page : pages.entrySet()) {
      List<Event> ranked =
          page.getValue().stream()
              .sorted(
                  Comparator.comparingDouble(score)
                      .reversed()
                      .thenComparingLong(e -> SplitMix.mix(e.ad().number())))
              .toList();
      Set<Long> clicked = CLICKED.get(page.getKey());
      double gain = 0;
      double best = 0;
      for (int rank = 0; rank < ranked.size(); rank++) {
        double discount = Math.log(2) / Math.log(rank + 2);
        gain += clicked.contains(ranked.get(rank).ad().number()) ? discount : 0;
        best += rank < clicked.size() ? discount : 0;
      }
      sum += gain / best;
    }
    return sum / pages.size();
  }
}
