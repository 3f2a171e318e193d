package io.featurefactory.demo;

/**
 * Random numbers, the same on every machine: SplitMix64 (Steele, Lea, Flood: "Fast splittable
 * pseudorandom number generators", OOPSLA 2014). Not thread-safe.
 *
 * <p>The static methods are the finalizer as a hash: they give an attribute to a numbered thing
 * without keeping it anywhere.
 */
final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  SplitMix(long seed) {
    state = seed;
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** In [0, 1). */
  double uniform() {
    return uniform(next());
  }

  /** In [0, bound). */
  int below(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** The uniform number in [0, 1) that these bits stand for. */
  static double uniform(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  /** A hash of one number. */
  static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A hash of two numbers in this order. */
  static long mix(long first, long second) {
    return mix(mix(first + GOLDEN) ^ (second * GOLDEN));
  }
}
