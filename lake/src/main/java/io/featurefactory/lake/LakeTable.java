package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * A table of the warehouse.
 *
 * <p>Safe for several threads; other processes may commit to the table at the same time. The
 * columns are those of the last {@link #refresh()}, {@link #currentSnapshot()} or commit.
 */
public final class LakeTable {
  private final TableId id;
  private final BaseTable table;
  private final WarehouseSettings warehouse;
  private final Clock clock;

  LakeTable(TableId id, BaseTable table, WarehouseSettings warehouse, Clock clock) {
    this.id = id;
    this.table = table;
    this.warehouse = warehouse;
    this.clock = clock;
  }

  /** The name. */
  public TableId id() {
    return id;
  }

  /** The columns that the model has a type for, and the kernel finds, in the table's order. */
  public List<LakeField> columns() {
    List<Types.NestedField> columns = table.schema().columns();
    return IcebergTypes.fields(
        isOfOthers()
            ? columns.stream().filter(column -> NestedFields.areFound(table, column)).toList()
            : columns);
  }

  private boolean isOfOthers() {
    return warehouse.other(id) != null;
  }

  /** The column of that name; null if there is none. */
  public @Nullable LakeField findColumn(String name) {
    return columns().stream().filter(c -> c.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * How the files are divided; of a table of others that divides them, or did once, in a way that
   * {@link Partitioning} does not know: none.
   */
  public Partitioning partitioning() {
    List<PartitionField> fields = table.spec().fields();
    List<String> columns =
        fields.stream().map(field -> table.schema().findColumnName(field.sourceId())).toList();
    if (table.specs().size() == 1 && !fields.isEmpty()) {
      if (fields.size() == 1 && fields.get(0).transform().toString().equals("day")) {
        return Partitioning.day(columns.get(0));
      }
      if (fields.stream().allMatch(field -> field.transform().isIdentity())) {
        return new Partitioning.Identity(columns);
      }
    }
    return Partitioning.none();
  }

  /** The Iceberg properties. */
  public Map<String, String> properties() {
    return table.properties();
  }

  /** Fails if others write it. */
  void requireOwn() {
    warehouse.requireOwn(id);
  }

  /** Sets properties, whoever else does so at the same time. */
  public synchronized void setProperties(Map<String, String> properties) {
    requireOwn();
    var update = table.updateProperties();
    properties.forEach(update::set);
    update.commit();
  }

  /** Sees what others committed. */
  public synchronized void refresh() {
    LakeFailures.inCatalog(
        warehouse,
        "table " + id,
        () -> {
          table.refresh();
          return id;
        });
  }

  /** The newest snapshot, also of other writers; 0 while the table has none. */
  public synchronized long currentSnapshot() {
    refresh();
    Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? 0 : snapshot.snapshotId();
  }

  /** The files of a snapshot; none for snapshot 0. */
  public List<LakeFile> files(long snapshot) {
    return new TableFiles(id, table).at(snapshot);
  }

  /**
   * The files that came after one snapshot, up to and with another.
   *
   * <p>Compactions are ignored. A change by another program other than an append is an error that
   * names the snapshot.
   *
   * @param fromExclusive 0 for all files of the last snapshot
   */
  public List<LakeFile> filesAdded(long fromExclusive, long toInclusive) {
    return new TableFiles(id, table).added(fromExclusive, toInclusive);
  }

  /**
   * The snapshots after one up to and with another, oldest first.
   *
   * @param fromExclusive 0 for all that were kept
   */
  public List<Long> snapshotsAfter(long fromExclusive, long toInclusive) {
    return new TableFiles(id, table).after(fromExclusive, toInclusive);
  }

  /** What was committed with the snapshot. */
  public SnapshotInfo snapshot(long snapshot) {
    return TableFiles.info(new TableFiles(id, table).load(snapshot));
  }

  /** The summary of the snapshot. */
  public Map<String, String> summary(long snapshot) {
    return snapshot(snapshot).summary();
  }

  /** The snapshots that lead to the newest one, newest first, as far as they were kept. */
  public List<SnapshotInfo> history() {
    return new TableFiles(id, table).history();
  }

  /** The snapshot that a run of the scope committed; null if there is none. */
  public @Nullable SnapshotInfo findRun(String scope, String run) {
    return history().stream()
        .filter(s -> scope.equals(s.summary().get(FenceCheck.SCOPE)))
        .filter(s -> run.equals(s.summary().get(FenceCheck.RUN)))
        .findFirst()
        .orElse(null);
  }

  /**
   * Files of this table as a relation for the kernel's FROM, with the table's columns.
   *
   * <p>Columns are found by field id where the table's schema has changed since it was made. Those
   * of types that only others write have the model's. Without files it is an empty relation with
   * the same columns. A file that is missing, or not as long as it was written, is an error that
   * names the table and the file.
   */
  public String relation(List<LakeFile> files) {
    return files.isEmpty()
        ? SqlText.empty(columns())
        : read(files, LakeFile::path, SqlText.ReadOption.NONE);
  }

  /**
   * The rows of files of which a column is in a range, as {@link #relation(List)}; of remote files
   * no others are copied to this machine.
   */
  public String relation(List<LakeFile> files, RowRange range) {
    return files.isEmpty()
        ? SqlText.empty(columns())
        : "(SELECT * FROM %s WHERE %s)"
            .formatted(read(files, range::in, SqlText.ReadOption.NONE), range.condition());
  }

  private String read(
      List<LakeFile> files, Function<LakeFile, String> location, SqlText.ReadOption option) {
    files.forEach(this::requireWhole);
    List<String> paths = files.stream().map(location).toList();
    boolean unchanged = table.schemas().size() == 1 && table.schema().schemaId() == 0;
    return unchanged && !isOfOthers()
        ? SqlText.readParquet(paths, option)
        : SqlText.readByFieldId(paths, columns(), option);
  }

  /**
   * A query of a file of this table, with the table's columns and {@code file_row_number}.
   *
   * @param first the number of its first row
   */
  public String numbered(LakeFile file, long first) {
    return "SELECT * REPLACE (file_row_number + %d AS file_row_number) FROM %s"
        .formatted(first, read(List.of(file), LakeFile::path, SqlText.ReadOption.FILE_ROW_NUMBER));
  }

  private void requireWhole(LakeFile file) {
    if (file.path().contains("://")) {
      return;
    }
    try {
      long found = Files.size(Path.of(file.path()));
      if (found != file.bytes()) {
        throw LakeErrors.fileDamaged(
            "table " + id, "%s has %d of %d bytes".formatted(file.path(), found, file.bytes()));
      }
    } catch (NoSuchFileException e) {
      throw LakeErrors.fileMissing("table " + id, file.path(), e);
    } catch (IOException e) {
      throw LakeErrors.denied("table " + id, LakeErrors.reason(e), e);
    }
  }

  /** Where and how files for this table are written. */
  public WriteTarget target() {
    return new WriteTarget(dataFolder(), columns(), partitioning());
  }

  private String dataFolder() {
    String folder = table.properties().get(TableProperties.WRITE_DATA_LOCATION);
    return LocalFileIO.plain(folder == null ? table.location() + "/data" : folder);
  }

  /**
   * Changes the table.
   *
   * <p>Either it is done, or {@link CommitOutcome.AlreadyDone}, or {@link
   * CommitOutcome.Superseded}: with these two the files of the commit are removed, the table is
   * unchanged. If it failed for sure the files are removed too, and the exception says so. If
   * nobody knows, nothing is removed, and the exception says what to check.
   */
  public synchronized CommitOutcome commit(Commit commit) {
    requireOwn();
    return new TableCommit(id, table, warehouse).run(commit);
  }

  /** As {@link #commit(Commit)}, refused if another import came after the snapshot. */
  synchronized CommitOutcome commitImport(Commit commit, long after) {
    requireOwn();
    return new TableCommit(id, table, warehouse).run(commit, new NoOtherImport(after));
  }

  /** As {@link #commit(Commit)}, refused if its offsets do not follow those of the table. */
  synchronized CommitOutcome commitStream(
      Commit commit, List<StreamRange> ranges, OffsetCheck.Rule rule) {
    requireOwn();
    return new TableCommit(id, table, warehouse).run(commit, new OffsetCheck(table, ranges, rule));
  }

  /** The offset after the last one that the table has, of each partition that it has one of. */
  synchronized Map<StreamPartition, Long> streamPositions() {
    refresh();
    return StreamOffsets.positions(table.operations().current());
  }

  /** The ids of the topics that the table has something of. */
  synchronized Map<String, String> streamTopicIds() {
    refresh();
    return StreamOffsets.topicIds(table.operations().current());
  }

  /** True if the snapshot is still there: 0 stands for the empty table that every one began as. */
  public synchronized boolean hasSnapshot(long snapshot) {
    refresh();
    return snapshot == 0 || table.snapshot(snapshot) != null;
  }

  /** Gives a snapshot a name, under which it is kept; a name that is taken is moved to it. */
  public synchronized void tag(String name, long snapshot) {
    requireOwn();
    refresh();
    LakeFailures.reading(
        "table " + id,
        () -> {
          ManageSnapshots change = table.manageSnapshots();
          (table.refs().containsKey(name)
                  ? change.replaceTag(name, snapshot)
                  : change.createTag(name, snapshot))
              .commit();
          return name;
        });
  }

  /** The greatest epoch of a scope that the table knows of; 0 if there is none. */
  public synchronized long newestEpoch(String scope) {
    refresh();
    return FenceCheck.newestEpoch(table.operations().current(), scope);
  }

  /** Makes the table refuse writers of the scope with a lesser epoch, from now on. */
  public synchronized CommitOutcome fence(String scope, long epoch) {
    return FenceCheck.raise(id, table, warehouse, scope, epoch);
  }

  /** Keeps what fences and streams know in the table itself, so that snapshots may expire. */
  synchronized void rememberFences() {
    FenceCheck.remember(id, table, warehouse);
  }

  BaseTable iceberg() {
    return table;
  }

  Clock clock() {
    return clock;
  }

  static Types.StructType partitionType(BaseTable table) {
    return table.spec().partitionType();
  }
}
