package io.featurefactory.ingest;

import io.featurefactory.model.EventStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is read, and how it is cut into commits.
 *
 * @param group of consumers: all processes that feed the table
 * @param format of the values of records
 * @param start where the lake has nothing of a partition
 * @param commitEvery a batch is committed when its first record was received so long ago
 * @param commitBytes or when the values of its records are so large
 * @param deadLetterTopic that gets records that are no events, too; null for none
 * @param deleted what to do where the broker has deleted records that the lake does not have
 * @param until when to stop
 */
public record IngestSettings(
    TopicChoice topics,
    String group,
    EventStream.Format format,
    Start start,
    Duration commitEvery,
    long commitBytes,
    @Nullable String deadLetterTopic,
    Deleted deleted,
    Until until) {
  /** Where a partition begins. */
  public enum Start {
    /** With the oldest record that the broker has. */
    EARLIEST,
    /** With those that come from now on. */
    LATEST
  }

  /** What to do about records that the broker has deleted before they were read. */
  public enum Deleted {
    /** Refuse to go on. */
    REFUSE,
    /** Take note of them in the dead letters, and go on with those that are there. */
    SKIP
  }

  /** When to stop. */
  public enum Until {
    /** When told to. */
    STOPPED,
    /** When all is read that the broker has now. */
    CAUGHT_UP
  }

  public IngestSettings {
    if (commitEvery.isNegative() || commitEvery.isZero() || commitBytes < 1) {
      throw new IllegalArgumentException(
          "a commit every %s, or %d bytes (expected: positive)"
              .formatted(commitEvery, commitBytes));
    }
  }
}
