package io.featurefactory.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * A wave of attention for what stands in a slot: it rises for ten hours and ebbs away over three
 * days.
 *
 * @param height attention at the top, as multiples of the usual impressions
 */
record Burst(int slot, long start, double height) {
  private static final long EPOCH = 6 * Supply.DAY;
  private static final long LENGTH = 3 * Supply.DAY;
  private static final double SHARE_OF_EPOCHS = 0.3;
  private static final double LOWEST = 1.5;
  private static final double TIMES = 6;
  private static final int RISE_HOURS = 10;
  private static final double[] SHAPE = shape();

  /** All bursts that touch [from, to), at most six days long, by slot. */
  static List<Burst> during(Supply supply, int slots, long from, long to) {
    List<Burst> bursts = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      long bits = supply.burstBits(slot);
      long phase = (long) (SplitMix.uniform(bits) * EPOCH);
      long epoch = Math.floorDiv(to + phase, EPOCH);
      for (long e = epoch - 1; e <= epoch; e++) {
        long epochBits = SplitMix.mix(bits, e);
        if (SplitMix.uniform(epochBits) < SHARE_OF_EPOCHS) {
          Burst burst = of(slot, e * EPOCH - phase, epochBits);
          if (burst.start < to && burst.start + LENGTH > from) {
            bursts.add(burst);
          }
        }
      }
    }
    return bursts;
  }

  /** Impressions beyond the usual, as a multiple of them; 0 before the start and after the end. */
  double attention(long at) {
    long age = at - start;
    return age < 0 || age >= LENGTH ? 0 : height * SHAPE[(int) (age / Supply.HOUR)];
  }

  private static Burst of(int slot, long epochStart, long bits) {
    double when = SplitMix.uniform(SplitMix.mix(bits, 1));
    double size = SplitMix.uniform(SplitMix.mix(bits, 2));
    double height = LOWEST * StrictMath.pow(TIMES, size);
    return new Burst(slot, epochStart + (long) (when * EPOCH), height);
  }

  private static double[] shape() {
    double[] byHour = new double[(int) (LENGTH / Supply.HOUR)];
    for (int hour = 0; hour < byHour.length; hour++) {
      byHour[hour] =
          hour < RISE_HOURS
              ? (hour + 0.5) / RISE_HOURS
              : StrictMath.exp(-(hour - RISE_HOURS) / 18.0);
    }
    return byHour;
  }
}
