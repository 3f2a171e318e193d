package io.featurefactory.lake;

import java.util.Comparator;

/**
 * A partition of a topic.
 *
 * @param topic as Kafka names topics: letters, digits, {@code .}, {@code _} and {@code -}
 * @param number from 0
 */
public record StreamPartition(String topic, int number) implements Comparable<StreamPartition> {
  private static final Comparator<StreamPartition> ORDER =
      Comparator.comparing(StreamPartition::topic).thenComparing(StreamPartition::number);

  public StreamPartition {
    if (!topic.matches("[A-Za-z0-9._-]{1,249}") || number < 0) {
      throw new IllegalArgumentException(
          "partition %d of topic '%s' (expected: a name of Kafka and a number from 0)"
              .formatted(number, topic));
    }
  }

  @Override
  public int compareTo(StreamPartition other) {
    return ORDER.compare(this, other);
  }

  /** {@code clicks-7}, as Kafka's own tools write it. */
  @Override
  public String toString() {
    return topic + "-" + number;
  }
}
