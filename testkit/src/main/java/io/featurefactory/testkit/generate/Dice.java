package io.featurefactory.testkit.generate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random choices that depend on the seed alone, on every JDK. */
final class Dice {
  private final Random random;

  Dice(long seed) {
    this.random = new Random(mixed(seed));
  }

  /** Neighbouring seeds give unrelated numbers (the finalizer of SplitMix64). */
  private static long mixed(long seed) {
    long z = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** True in so many of a hundred cases. */
  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  /** Both ends are possible. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  /** Whole microseconds in {@code [0, end)}. */
  Duration upTo(Duration end) {
    long micros = end.toNanos() / 1_000;
    return Duration.ofNanos(Math.floorMod(random.nextLong(), Math.max(1, micros)) * 1_000);
  }

  long anyLong() {
    return random.nextLong();
  }

  /** Around 0, mostly between -3 and 3. */
  double gaussian() {
    return random.nextGaussian();
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  @SafeVarargs
  final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }
}
