package io.featurefactory.ingest;

import io.featurefactory.lake.StreamPartition;
import io.featurefactory.lake.StreamRange;
import io.featurefactory.lake.StreamTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions begin: where the table stands, held against what the broker has. For the thread
 * of the consumer.
 */
final class Placement {
  private final IngestSettings settings;
  private final StreamTable table;
  private final Topics topics;
  private final Consumer<byte[], byte[]> consumer;

  Placement(
      IngestSettings settings,
      StreamTable table,
      Topics topics,
      Consumer<byte[], byte[]> consumer) {
    this.settings = settings;
    this.table = table;
    this.topics = topics;
    this.consumer = consumer;
  }

  /**
   * Places that were found.
   *
   * @param begins the first offset that the table does not have, by partition
   * @param ends the offset after the last one that the broker has now
   * @param marks places that the table is to be told of before anything is read
   * @param gaps what the broker has deleted before it was read
   */
  record Placed(
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      List<StreamRange> marks,
      List<StreamRange> gaps) {}

  /** Looks where partitions begin, and has the consumer read from there. */
  Placed place(Collection<TopicPartition> partitions) {
    Placed placed =
        new Placed(new HashMap<>(), new HashMap<>(), new ArrayList<>(), new ArrayList<>());
    if (partitions.isEmpty()) {
      return placed;
    }
    topics.identify(new HashSet<>(partitions.stream().map(TopicPartition::topic).toList()));
    Map<StreamPartition, Long> positions = table.positions();
    if (settings.start() == IngestSettings.Start.LATEST) {
      markLatest(partitions, positions, placed);
    }
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
    placed.ends().putAll(consumer.endOffsets(partitions));
    for (TopicPartition partition : partitions) {
      long earliest = first.getOrDefault(partition, 0L);
      long from = positions.getOrDefault(of(partition), earliest);
      requireThere(of(partition), from, earliest, placed.ends().getOrDefault(partition, 0L));
      if (from < earliest) {
        placed.gaps().add(new StreamRange(of(partition), from, earliest));
      }
      placed.begins().put(partition, from);
      consumer.seek(partition, Math.max(from, earliest));
    }
    return placed;
  }

  /**
   * Topics that are read for the first time begin with what comes from now on, if that is wanted.
   * The table is told at once, of all their partitions, so that nothing that comes after is left
   * out by another start, or in another process. Partitions that a topic gets later begin with
   * their first record.
   */
  private void markLatest(
      Collection<TopicPartition> partitions, Map<StreamPartition, Long> positions, Placed placed) {
    Set<String> known = new HashSet<>();
    positions.keySet().forEach(partition -> known.add(partition.topic()));
    Set<String> fresh = new HashSet<>();
    partitions.forEach(partition -> fresh.add(partition.topic()));
    fresh.removeAll(known);
    List<TopicPartition> all =
        fresh.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer
        .endOffsets(all)
        .forEach(
            (partition, end) -> {
              placed.marks().add(new StreamRange(of(partition), end, end));
              positions.put(of(partition), end);
            });
  }

  private void requireThere(StreamPartition partition, long from, long earliest, long latest) {
    if (from > latest) {
      throw IngestErrors.endsBefore(partition, from, latest);
    }
    if (from < earliest && settings.deleted() == IngestSettings.Deleted.REFUSE) {
      throw IngestErrors.deletedUnread(partition, from, earliest);
    }
  }

  /** As the lake names it. */
  static StreamPartition of(TopicPartition partition) {
    return new StreamPartition(partition.topic(), partition.partition());
  }
}
