package io.featurefactory.lake;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks for topics of a batch of which too many records are no events. */
final class UnfitTopics {
  private final StreamBatch batch;
  private final double maxBad;
  private final Map<String, Bad> bad = new HashMap<>();

  /** The bad records of a topic, and one of them. */
  private record Bad(long count, String example) {
    Bad plus(Bad other) {
      return new Bad(count + other.count, example);
    }
  }

  private UnfitTopics(StreamBatch batch, double maxBad) {
    this.batch = batch;
    this.maxBad = maxBad;
  }

  /**
   * Fails if there are some.
   *
   * @param badLines a SELECT as that of {@link DeadLetters#badLines}; null if no line is bad
   * @throws UnfitTopicsException that names them
   */
  static void require(
      StreamBatch batch, @Nullable String badLines, double maxBad, KernelSession session) {
    if (maxBad < 1) {
      new UnfitTopics(batch, maxBad).require(badLines, session);
    }
  }

  private void require(@Nullable String badLines, KernelSession session) {
    for (StreamBatch.DeadLetter one : batch.aside()) {
      if (!one.reason().equals(StreamBatch.NO_VALUE)) {
        add(one.partition().topic(), 1, example(one.partition(), one.offset(), one.reason()));
      }
    }
    if (badLines != null) {
      session.forEach(
          """
          SELECT kafka_topic, count(*), arg_min(kafka_partition, kafka_offset),
            min(kafka_offset), arg_min(reason, kafka_offset)
          FROM (%s) GROUP BY kafka_topic"""
              .formatted(badLines),
          row -> {
            String topic = String.valueOf(row.string(0));
            StreamPartition partition = new StreamPartition(topic, (int) row.longValue(2));
            add(
                topic,
                row.longValue(1),
                example(partition, row.longValue(3), String.valueOf(row.string(4))));
          });
    }
    Map<String, String> reasons = new HashMap<>();
    bad.forEach(
        (topic, some) -> {
          long all = batch.records(topic);
          if (some.count() > StreamLimits.ALWAYS_ALLOWED && some.count() > maxBad * all) {
            reasons.put(
                topic, StreamErrors.unfit(topic, some.count(), all, some.example(), maxBad));
          }
        });
    if (!reasons.isEmpty()) {
      throw new UnfitTopicsException(reasons);
    }
  }

  private void add(String topic, long count, String example) {
    bad.merge(topic, new Bad(count, example), Bad::plus);
  }

  private static String example(StreamPartition partition, long offset, String reason) {
    return "%s offset %d: %s".formatted(partition, offset, reason);
  }
}
