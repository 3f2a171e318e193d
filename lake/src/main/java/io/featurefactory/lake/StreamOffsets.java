package io.featurefactory.lake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Which offsets a table has: in the summary of each snapshot what it added, by topic, {@code 0:5-17
 * 3:100-240}; in the table's properties, for snapshots that expired, where each partition stands,
 * {@code 0:17 3:240}.
 */
final class StreamOffsets {
  private static final String OFFSETS = "ff.kafka.offsets.";
  private static final String ID = "ff.kafka.id.";

  private StreamOffsets() {}

  /** The commit with what it adds. */
  static Commit describe(Commit commit, List<StreamRange> ranges, Map<String, String> topicIds) {
    Map<String, List<StreamRange>> byTopic =
        ranges.stream()
            .collect(
                Collectors.groupingBy(
                    range -> range.partition().topic(), TreeMap::new, Collectors.toList()));
    Commit described = commit;
    for (Map.Entry<String, List<StreamRange>> topic : byTopic.entrySet()) {
      String text =
          topic.getValue().stream()
              .map(r -> "%d:%d-%d".formatted(r.partition().number(), r.from(), r.to()))
              .collect(Collectors.joining(" "));
      described = described.with(OFFSETS + topic.getKey(), text);
      String id = topicIds.get(topic.getKey());
      if (id != null) {
        described = described.with(ID + topic.getKey(), id);
      }
    }
    return described;
  }

  /** What a snapshot added. */
  static List<StreamRange> added(Snapshot snapshot) {
    List<StreamRange> ranges = new ArrayList<>();
    snapshot
        .summary()
        .forEach(
            (key, text) -> {
              if (key.startsWith(OFFSETS)) {
                String topic = key.substring(OFFSETS.length());
                for (String range : text.split(" ", -1)) {
                  int colon = range.indexOf(':');
                  int dash = range.indexOf('-', colon);
                  ranges.add(
                      new StreamRange(
                          new StreamPartition(topic, Integer.parseInt(range.substring(0, colon))),
                          Long.parseLong(range.substring(colon + 1, dash)),
                          Long.parseLong(range.substring(dash + 1))));
                }
              }
            });
    return ranges;
  }

  /** The offset after the last one that the table has, of each partition that it has one of. */
  static Map<StreamPartition, Long> positions(TableMetadata base) {
    Map<StreamPartition, Long> positions = new TreeMap<>();
    for (Snapshot s = base.currentSnapshot(); s != null; s = parent(base, s)) {
      added(s).forEach(range -> positions.putIfAbsent(range.partition(), range.to()));
    }
    remembered(base).forEach(positions::putIfAbsent);
    return positions;
  }

  /** What the properties say, for partitions that no snapshot names any more. */
  static Map<StreamPartition, Long> remembered(TableMetadata base) {
    Map<StreamPartition, Long> positions = new HashMap<>();
    base.properties()
        .forEach(
            (key, text) -> {
              if (key.startsWith(OFFSETS)) {
                String topic = key.substring(OFFSETS.length());
                for (String position : text.split(" ", -1)) {
                  int colon = position.indexOf(':');
                  int partition = Integer.parseInt(position.substring(0, colon));
                  positions.put(
                      new StreamPartition(topic, partition),
                      Long.parseLong(position.substring(colon + 1)));
                }
              }
            });
    return positions;
  }

  /** The id of each topic that the table has something of. */
  static Map<String, String> topicIds(TableMetadata base) {
    Map<String, String> ids = new TreeMap<>();
    for (Snapshot s = base.currentSnapshot(); s != null; s = parent(base, s)) {
      takeIds(s.summary(), ids);
    }
    takeIds(base.properties(), ids);
    return ids;
  }

  private static void takeIds(Map<String, String> entries, Map<String, String> ids) {
    entries.forEach(
        (key, id) -> {
          if (key.startsWith(ID)) {
            ids.putIfAbsent(key.substring(ID.length()), id);
          }
        });
  }

  /** Adds to the properties of the table what must outlive its snapshots. */
  static void remember(TableMetadata base, Map<String, String> properties) {
    Map<String, List<String>> byTopic = new TreeMap<>();
    positions(base)
        .forEach(
            (partition, to) ->
                byTopic
                    .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(partition.number() + ":" + to));
    byTopic.forEach((topic, texts) -> properties.put(OFFSETS + topic, String.join(" ", texts)));
    topicIds(base).forEach((topic, id) -> properties.put(ID + topic, id));
  }

  private static @Nullable Snapshot parent(TableMetadata base, Snapshot snapshot) {
    Long parent = snapshot.parentId();
    return parent == null ? null : base.snapshot(parent);
  }
}
