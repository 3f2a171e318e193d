package io.featurefactory.online;

import java.io.Serializable;

/**
 * How a publisher writes.
 *
 * @param batchRows rows of a batch at most
 * @param batchBytes of keys and rows in a batch, about
 * @param rowsPerSecond at most; 0 for no limit
 */
public record PublishSettings(int batchRows, int batchBytes, long rowsPerSecond)
    implements Serializable {
  public PublishSettings {
    if (batchRows < 1 || batchBytes < 1) {
      throw new IllegalArgumentException(
          "batch of %d rows and %d bytes (expected: at least 1 of both)"
              .formatted(batchRows, batchBytes));
    }
    if (rowsPerSecond < 0) {
      throw new IllegalArgumentException(
          "rowsPerSecond: %d (expected: 0 or more)".formatted(rowsPerSecond));
    }
  }

  /** 5,000 rows or 1 MiB at once, as fast as the store takes them. */
  public static PublishSettings defaults() {
    return new PublishSettings(5_000, 1 << 20, 0);
  }

  public PublishSettings withRowsPerSecond(long limit) {
    return new PublishSettings(batchRows, batchBytes, limit);
  }
}
