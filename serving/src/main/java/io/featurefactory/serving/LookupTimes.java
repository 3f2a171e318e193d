package io.featurefactory.serving;

import java.time.Duration;

/**
 * Where the time of a lookup went.
 *
 * @param waited from when the request came in until it was its turn
 * @param reading for stores, all steps together
 * @param computing for all else: keys, decoding, derived features
 */
public record LookupTimes(Duration waited, Duration reading, Duration computing) {
  /** From when the request came in. */
  public Duration total() {
    return waited.plus(reading).plus(computing);
  }
}
