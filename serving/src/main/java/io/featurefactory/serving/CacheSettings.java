package io.featurefactory.serving;

import java.time.Duration;

/**
 * What a cache of rows may hold.
 *
 * @param bytes about the memory that it may take
 * @param keep how long a row may be used: so much later than without a cache may a lookup answer
 *     what was published
 */
public record CacheSettings(long bytes, Duration keep) {
  public CacheSettings {
    if (bytes < 1 || keep.isNegative() || keep.isZero()) {
      throw new IllegalArgumentException(
          "cache: %d bytes for %s (expected: some of both)".formatted(bytes, keep));
    }
  }
}
