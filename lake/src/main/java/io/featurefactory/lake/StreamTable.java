package io.featurefactory.lake;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Source;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table of the lake that streams fill: the records of Kafka become rows, each offset of a
 * partition exactly once, whoever else feeds the table.
 *
 * <p>For one thread at a time; other processes may append to the same table.
 */
public final class StreamTable {
  private final Warehouse warehouse;
  private final Kernel kernel;
  private final TableId id;
  private final DeclaredColumns declared;
  private final StreamLimits limits;

  private DeadLetterSink sink = DeadLetterSink.NONE;

  /** Few streams change from batch to batch; where one was bad the next probably is. */
  private boolean expectBad;

  private StreamTable(
      Warehouse warehouse,
      Kernel kernel,
      TableId id,
      DeclaredColumns declared,
      StreamLimits limits) {
    this.warehouse = warehouse;
    this.kernel = kernel;
    this.id = id;
    this.declared = declared;
    this.limits = limits;
  }

  /**
   * Opens the table; makes it, or the columns that it lacks.
   *
   * @param name in the lake
   * @param sources all that read it: they say which columns are kept
   */
  public static StreamTable open(
      Warehouse warehouse, Kernel kernel, String name, List<Source> sources, StreamLimits limits) {
    TableId id = TableId.lake(name);
    warehouse.settings().requireOwn(id);
    StreamTable table =
        new StreamTable(warehouse, kernel, id, new DeclaredColumns(name, sources), limits);
    table.evolve();
    return table;
  }

  private void evolve() {
    LakeTable table = warehouse.findTable(id);
    List<ColumnSpec> columns = columns(table);
    if (table != null) {
      warehouse.addColumns(id, columns);
      return;
    }
    String eventTime = declared.eventTime();
    Partitioning partitioning =
        eventTime == null ? Partitioning.none() : Partitioning.day(eventTime);
    warehouse.createTable(new TableSpec(id, columns, partitioning, Map.of()));
  }

  private List<ColumnSpec> columns(@Nullable LakeTable table) {
    Set<String> names = new LinkedHashSet<>(declared.names());
    StreamColumns.TYPES.keySet().stream()
        .filter(name -> !StreamColumns.ON_REQUEST.contains(name))
        .forEach(names::add);
    names.add(declared.landedAt());
    List<ColumnSpec> columns = new ArrayList<>();
    for (String name : names) {
      LakeField stored = table == null ? null : table.findColumn(name);
      DataType fixed = StreamColumns.TYPES.get(name);
      DataType type =
          declared.merge(name, fixed != null ? fixed : stored == null ? null : stored.type());
      if (fixed != null && !fixed.equals(type)) {
        throw StreamErrors.columnOfOtherType(id, name, type.displayName(), fixed.displayName());
      }
      columns.add(ColumnSpec.nullable(name, type));
    }
    return columns;
  }

  /** Has those records sent there, too, that are no events. */
  public void copyDeadLettersTo(DeadLetterSink letters) {
    this.sink = letters;
  }

  /** True if the keys of records are kept. */
  public boolean keepsKeys() {
    return declared.names().contains(StreamColumns.KEY);
  }

  /** The offset after the last one that the table has, of each partition that it has one of. */
  public Map<StreamPartition, Long> positions() {
    return warehouse.loadTable(id).streamPositions();
  }

  /** The ids, in their cluster, of the topics that the table has something of. */
  public Map<String, String> topicIds() {
    return warehouse.loadTable(id).streamTopicIds();
  }

  /**
   * Adds the events of a batch, and takes note of what it covers, in one commit.
   *
   * @param topicIds of the topics of the batch
   * @return null, and nothing is added, if others have committed some of its offsets, or have not
   *     committed what is before them: {@link #positions()} says where to go on
   * @throws UnfitTopicsException if too many records are no events: nothing is added
   */
  public @Nullable StreamReport append(StreamBatch batch, Map<String, String> topicIds) {
    batch.finish();
    LakeTable table = warehouse.loadTable(id);
    if (!follow(batch.ranges(), table.streamPositions())) {
      return null;
    }
    Instant now = Boundaries.ofMicros(Boundaries.micros(warehouse.clock().instant()));
    try (KernelSession session = kernel.session()) {
      Path folder = StagedFiles.newFolder(warehouse, id, session);
      List<LakeFile> files;
      long rows;
      try {
        files = batch.lines() == 0 ? List.of() : stage(batch, table, folder, now, session);
        rows = LakeFile.records(files);
        JsonRows bad = rows == batch.lines() ? null : rows(batch, request(table, folder, now));
        UnfitTopics.require(
            batch, bad == null ? null : DeadLetters.badLines(bad), limits.maxBad(), session);
        new DeadLetters(warehouse, id, sink).add(batch, bad, now, topicIds, session);
        files = uploaded(files, table, folder, session);
      } catch (RuntimeException e) {
        StagedFiles.deleteFolder(folder);
        throw e;
      }
      Commit commit = StreamOffsets.describe(Commit.append(files), batch.ranges(), topicIds);
      CommitOutcome outcome = table.commitStream(commit, batch.ranges(), OffsetCheck.Rule.NEXT);
      return outcome instanceof CommitOutcome.Done
          ? new StreamReport(rows, batch.records() - rows, files.size(), now)
          : null;
    }
  }

  /** What is certain to be refused costs nothing, and leaves no dead letters. */
  private static boolean follow(List<StreamRange> ranges, Map<StreamPartition, Long> positions) {
    return ranges.stream()
        .allMatch(r -> positions.getOrDefault(r.partition(), r.from()).longValue() == r.from());
  }

  private List<LakeFile> stage(
      StreamBatch batch, LakeTable table, Path folder, Instant now, KernelSession session) {
    StageRequest request = request(table, folder, now);
    JsonRows rows = rows(batch, request);
    if (!expectBad) {
      try {
        return write(rows.strict(), request.target(), session);
      } catch (FactoryException e) {
        if (e.kind() != FactoryException.Kind.DATA) {
          throw e;
        }
        StagedFiles.deleteFolder(folder);
      }
    }
    List<LakeFile> files = write(rows.good(), request.target(), session);
    expectBad = LakeFile.records(files) < batch.lines();
    return files;
  }

  private List<LakeFile> write(String select, WriteTarget target, KernelSession session) {
    String eventTime = declared.eventTime();
    WriteOptions options =
        eventTime == null ? WriteOptions.defaults() : WriteOptions.orderedBy(eventTime);
    return session.write(select, target, options);
  }

  private StageRequest request(LakeTable table, Path folder, Instant now) {
    return new StageRequest(
        table.target().in(folder.toString()),
        declared.eventTime(),
        now.plus(limits.maxAhead()),
        declared.landedAt(),
        now,
        SetValues.NONE,
        0);
  }

  private JsonRows rows(StreamBatch batch, StageRequest request) {
    Map<String, FileType> inside = new LinkedHashMap<>();
    Map<String, FileType> beside = new LinkedHashMap<>();
    for (LakeField column : request.target().columns()) {
      DataType fixed = StreamColumns.TYPES.get(column.name());
      if (fixed != null) {
        beside.put(column.name(), new FileType(SqlText.type(fixed), List.of()));
      } else if (declared.names().contains(column.name())) {
        inside.put(column.name(), FileType.textsOf(column.type()));
      }
    }
    return new JsonRows(
        batch.file(), StreamColumns.relation(batch), "true", request, inside, beside);
  }

  private List<LakeFile> uploaded(
      List<LakeFile> files, LakeTable table, Path folder, KernelSession session) {
    if (!warehouse.settings().remote() || files.isEmpty()) {
      return files;
    }
    List<LakeFile> uploaded = session.copies().upload(folder, files, table.target().folder());
    StagedFiles.deleteFolder(folder);
    return uploaded;
  }
}
