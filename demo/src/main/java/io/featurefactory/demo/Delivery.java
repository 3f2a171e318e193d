package io.featurefactory.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The way of a day's rows to the lake: most land at once, some late, some twice. Its random numbers
 * are its own, so that users behave the same whatever the shares are.
 */
final class Delivery {
  private record Parcel(Row row, long lands) {}

  private final RowSink sink;
  private final SplitMix random;
  private final double lateShare;
  private final double duplicateShare;
  private final long midnight;
  private final long latest;
  private final List<Parcel> carriedOver = new ArrayList<>();

  /**
   * @param sink takes what lands on this day
   */
  Delivery(Market market, int day, RowSink sink) {
    this.sink = sink;
    random = market.delivery(day);
    lateShare = market.settings().lateShare();
    duplicateShare = market.settings().duplicateShare();
    midnight = market.settings().dayStart(day + 1);
    latest = market.settings().dayStart(day + 2) - 1;
  }

  /** Sends the impressions of a page, in one batch. */
  void page(Page page, ResultPage results) {
    boolean twice = random.uniform() < duplicateShare;
    impressions(page, results, page.millis());
    if (twice) {
      impressions(page, results, page.millis() + retryDelay());
    }
  }

  /** Sends a click or a contact. */
  void send(Row row) {
    boolean twice = random.uniform() < duplicateShare;
    land(row, row.millis() + lateness());
    if (twice) {
      land(row, row.millis() + lateness() + retryDelay());
    }
  }

  /** What lands on the next day, in the order of its landing. */
  List<Row> carriedOver() {
    carriedOver.sort(Comparator.comparingLong(Parcel::lands));
    return carriedOver.stream().map(Parcel::row).toList();
  }

  private void impressions(Page page, ResultPage results, long lands) {
    for (int index = 0; index < Page.RESULTS; index++) {
      Ad ad = results.listing(index).ad();
      land(
          new Event(Event.Type.IMPRESSION, page.session(), page, index + 1, ad, page.millis()),
          lands);
    }
  }

  private void land(Row row, long lands) {
    if (lands < midnight) {
      row.sendTo(sink);
    } else {
      carriedOver.add(new Parcel(row, Math.min(lands, latest)));
    }
  }

  private long lateness() {
    return random.uniform() < lateShare ? (long) Habits.LATENESS.at(random.uniform()) : 0;
  }

  private long retryDelay() {
    return (long) Habits.RETRY_DELAY.at(random.uniform());
  }
}
