package io.featurefactory.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Topics of Kafka whose records become the events of a table of the lake.
 *
 * @param table name in the lake
 * @param cluster which Kafka; a name of the project's settings
 * @param topics by name; empty if a pattern chooses them
 * @param pattern a regular expression for whole names of topics; null if they are named
 * @param format of the values of records
 * @param fromLatest true to leave out what a broker has when a partition is read for the first time
 * @param commitEvery the longest that a record waits for its commit
 * @param commitBytes how much is received until it is committed sooner
 * @param maxAhead an event time that is further in the future is a mistake
 * @param maxBad 0 to 1: if more of a topic's records in a commit are no events, it is stopped
 * @param deadLetterTopic that gets records that are no events, too; null for none
 */
public record EventStream(
    String table,
    String cluster,
    List<String> topics,
    @Nullable String pattern,
    Format format,
    boolean fromLatest,
    Duration commitEvery,
    long commitBytes,
    Duration maxAhead,
    double maxBad,
    @Nullable String deadLetterTopic) {
  /** What the value of a record is. */
  public enum Format {
    JSON,
    /** With its schema in a registry. */
    AVRO,
    /** With its schema in a registry. */
    PROTOBUF
  }

  public EventStream {
    topics = List.copyOf(topics);
    if (topics.isEmpty() == (pattern == null)) {
      throw new IllegalArgumentException("topics and pattern (expected: one of them)");
    }
  }
}
