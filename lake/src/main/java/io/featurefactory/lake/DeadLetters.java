package io.featurefactory.lake;

import io.featurefactory.model.DataType.Primitive;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The records of a stream that were no events: the side table {@code <table>__dead_letters}.
 *
 * <p>Those of a batch are committed before its events, each once: the table knows which offsets it
 * has judged, so a batch that is repeated after a crash, perhaps cut in another way, adds only what
 * is new.
 */
final class DeadLetters {
  static final String SUFFIX = "__dead_letters";

  private static final List<ColumnSpec> COLUMNS =
      List.of(
          ColumnSpec.required(StreamColumns.TOPIC, Primitive.VARCHAR),
          ColumnSpec.required(StreamColumns.PARTITION, Primitive.BIGINT),
          ColumnSpec.required(StreamColumns.OFFSET, Primitive.BIGINT),
          ColumnSpec.nullable(StreamColumns.TIMESTAMP, Primitive.TIMESTAMP),
          ColumnSpec.required("reason", Primitive.VARCHAR),
          ColumnSpec.nullable("raw", Primitive.VARCHAR),
          ColumnSpec.required("landed_at", Primitive.TIMESTAMP));

  private final Warehouse warehouse;
  private final DeadLetterSink sink;
  private final TableId id;

  /**
   * Those of a table.
   *
   * @param sink gets them, too
   */
  DeadLetters(Warehouse warehouse, TableId table, DeadLetterSink sink) {
    this.warehouse = warehouse;
    this.sink = sink;
    this.id = new TableId(table.namespace(), table.name() + SUFFIX);
  }

  /**
   * Adds what is not there yet.
   *
   * @param rows the bad ones among the lines; null if there are none
   */
  void add(
      StreamBatch batch,
      @Nullable JsonRows rows,
      Instant landedAt,
      Map<String, String> topicIds,
      KernelSession session) {
    if (rows == null && batch.aside().isEmpty()) {
      return;
    }
    LakeTable side = warehouse.createTable(new TableSpec(id, COLUMNS));
    for (int attempt = 0; ; attempt++) {
      Map<StreamPartition, Long> positions = side.streamPositions();
      List<StreamRange> fresh = after(batch.ranges(), positions);
      if (fresh.isEmpty()) {
        return;
      }
      String select = select(batch, rows, fresh, landedAt, session);
      List<LakeFile> files =
          session.write(
              select,
              side.target(),
              WriteOptions.orderedBy(
                  StreamColumns.TOPIC, StreamColumns.PARTITION, StreamColumns.OFFSET));
      Commit commit = StreamOffsets.describe(Commit.append(files), fresh, topicIds);
      send(side, files, session);
      if (files.isEmpty()
          || side.commitStream(commit, fresh, OffsetCheck.Rule.LATER)
              instanceof CommitOutcome.Done) {
        return;
      }
      if (attempt == 9) {
        throw StreamErrors.contested(id);
      }
    }
  }

  private void send(LakeTable side, List<LakeFile> files, KernelSession session) {
    if (sink.equals(DeadLetterSink.NONE)) {
      return;
    }
    session.forEach(
        "SELECT kafka_topic, kafka_partition, kafka_offset, reason, raw FROM "
            + side.relation(files),
        row ->
            sink.send(
                new StreamPartition(String.valueOf(row.string(0)), (int) row.longValue(1)),
                row.longValue(2),
                String.valueOf(row.string(3)),
                row.string(4)));
    sink.flush();
  }

  private static List<StreamRange> after(
      List<StreamRange> ranges, Map<StreamPartition, Long> positions) {
    List<StreamRange> fresh = new ArrayList<>();
    for (StreamRange range : ranges) {
      long from = Math.max(range.from(), positions.getOrDefault(range.partition(), 0L));
      if (from < range.to()) {
        fresh.add(new StreamRange(range.partition(), from, range.to()));
      }
    }
    return fresh;
  }

  private static String select(
      StreamBatch batch,
      @Nullable JsonRows rows,
      List<StreamRange> fresh,
      Instant landedAt,
      KernelSession session) {
    String asideTable = "dead_letters_aside";
    try (RowAppender appender =
        RowAppender.open(session, asideTable, COLUMNS.subList(0, COLUMNS.size() - 1))) {
      for (StreamBatch.DeadLetter one : batch.aside()) {
        appender.append(
            Arrays.asList(
                one.partition().topic(),
                (long) one.partition().number(),
                one.offset(),
                one.timestamp(),
                one.reason(),
                one.raw()));
      }
    }
    String all = "SELECT * FROM " + SqlText.name(asideTable);
    if (rows != null) {
      all += "\nUNION ALL\nSELECT * FROM (" + badLines(rows) + ")";
    }
    String isFresh =
        fresh.stream()
            .map(
                range ->
                    "(kafka_topic = %s AND kafka_partition = %d AND kafka_offset >= %d)"
                        .formatted(
                            SqlText.text(range.partition().topic()),
                            range.partition().number(),
                            range.from()))
            .collect(Collectors.joining("\n  OR "));
    return "SELECT *, %s AS landed_at FROM (\n%s\n) t(kafka_topic, kafka_partition, kafka_offset, kafka_timestamp, reason, raw)\nWHERE %s"
        .formatted(SqlText.timestamp(landedAt), all, isFresh);
  }

  /** A SELECT of the bad ones among lines, with where they came from and why. */
  static String badLines(JsonRows rows) {
    return "SELECT kafka_topic, kafka_partition, kafka_offset, kafka_timestamp, reason, line FROM ("
        + rows.bad(
            List.of(
                StreamColumns.TOPIC,
                StreamColumns.PARTITION,
                StreamColumns.OFFSET,
                StreamColumns.TIMESTAMP,
                "line"))
        + ") b(kafka_topic, kafka_partition, kafka_offset, kafka_timestamp, line, reason)";
  }
}
