package io.featurefactory.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is on offer during one day, from hour to hour: an ad is shown, and a price holds, from the
 * next full hour on. Not thread-safe.
 */
final class Shelf {
  /** Below this, attention is not worth a place among the hot ones. */
  private static final double FAINT = 0.03;

  private record Change(int slot, long at) {}

  private final Market market;
  private final long dayStart;
  private final Listing[] listings;
  private final List<Change> changes;
  private final List<Burst> bursts;
  private final Hot[] hot;
  private int nextChange;
  private int hour;

  /** Ready for the first hour of a day. */
  Shelf(Market market, int day) {
    this.market = market;
    dayStart = market.settings().dayStart(day);
    listings = new Listing[market.slots()];
    changes = new ArrayList<>();
    for (int slot = 0; slot < listings.length; slot++) {
      listings[slot] = market.supply().listing(slot, dayStart);
      noteChanges(slot);
    }
    changes.sort(Comparator.comparingLong(Change::at).thenComparingInt(Change::slot));
    bursts = Burst.during(market.supply(), listings.length, dayStart, dayStart + Supply.DAY);
    hot = new Hot[market.departments().size()];
    Arrays.setAll(hot, d -> new Hot());
    openHour(0);
  }

  /** Goes on to an hour of the day; hours only increase. */
  void openHour(int hourOfDay) {
    long now = dayStart + hourOfDay * Supply.HOUR;
    hour = (int) (now / Supply.HOUR);
    while (nextChange < changes.size() && changes.get(nextChange).at <= now) {
      int slot = changes.get(nextChange++).slot;
      listings[slot] = market.supply().listing(slot, now);
    }
    for (Hot each : hot) {
      each.clear();
    }
    for (Burst burst : bursts) {
      kindle(burst, now);
    }
    for (Hot each : hot) {
      each.close();
    }
  }

  /** The present hour, in hours since 1970. */
  int hour() {
    return hour;
  }

  /** An ad of a category, the popular ones more often. */
  Listing draw(Category category, SplitMix random) {
    Listing burning = hot[category.index()].draw(random);
    if (burning != null) {
      return burning;
    }
    return listings[market.department(category).drawSlot(random)];
  }

  /** The facts of all ads as the day starts, by slot. */
  List<Ad> stock() {
    return Arrays.stream(listings).map(Listing::ad).toList();
  }

  /** The facts that change during the day, by time. */
  List<Ad> changedFacts() {
    return changes.stream().map(c -> market.supply().listing(c.slot, c.at).ad()).toList();
  }

  private void noteChanges(int slot) {
    long at = market.supply().nextChange(slot, dayStart);
    while (at < dayStart + Supply.DAY) {
      changes.add(new Change(slot, at));
      at = market.supply().nextChange(slot, at);
    }
  }

  /** Sets the attention of this hour; a burst ends with the ad that it was for. */
  private void kindle(Burst burst, long now) {
    Listing listing = listings[burst.slot()];
    double attention = burst.attention(now);
    if (attention >= FAINT && listing.ad().listedMillis() <= burst.start()) {
      Category category = listing.ad().category();
      Department department = market.department(category);
      double share = department.share(burst.slot());
      hot[category.index()].add(listing, attention, share * attention);
    }
  }

  /** The ads of a department that have more than their usual attention. */
  private static final class Hot {
    private final List<Listing> burning = new ArrayList<>();
    private double[] weights = new double[16];
    private double shareOfDraws;
    private @Nullable AliasTable draw;

    void clear() {
      burning.forEach(Listing::resetAttention);
      burning.clear();
      draw = null;
      shareOfDraws = 0;
    }

    void add(Listing listing, double attention, double weight) {
      if (burning.size() == weights.length) {
        weights = Arrays.copyOf(weights, 2 * weights.length);
      }
      weights[burning.size()] = weight;
      burning.add(listing);
      listing.addAttention(attention);
    }

    void close() {
      if (!burning.isEmpty()) {
        double[] own = Arrays.copyOf(weights, burning.size());
        double sum = Arrays.stream(own).sum();
        shareOfDraws = sum / (1 + sum);
        draw = new AliasTable(own);
      }
    }

    /** Null if it is the turn of the usual order. */
    @Nullable Listing draw(SplitMix random) {
      return draw == null || random.uniform() >= shareOfDraws
          ? null
          : burning.get(draw.draw(random.next()));
    }
  }
}
