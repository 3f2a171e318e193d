package io.featurefactory.lake;

/**
 * Offsets of a partition that follow each other.
 *
 * @param from the first
 * @param to the one after the last; {@code from} where there are none: then it only says where the
 *     partition stands
 */
public record StreamRange(StreamPartition partition, long from, long to) {
  public StreamRange {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "offsets %d to %d of %s (expected: from 0, and not backwards)"
              .formatted(from, to, partition));
    }
  }
}
