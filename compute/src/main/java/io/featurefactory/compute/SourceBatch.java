package io.featurefactory.compute;

import io.featurefactory.compute.Task.Output;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.Partitioning;
import io.featurefactory.lake.SnapshotInfo;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of a source that a tile table has not consumed, cut into tasks: where the table is
 * partitioned by the day of the event time, one for each day.
 *
 * @param snapshot of the source's table that this batch goes up to
 * @param added for each batch that landed, in order, its files
 * @param consumed files of events consumed before, against which event ids are held
 */
record SourceBatch(
    Source source,
    @Nullable LakeTable table,
    long snapshot,
    List<List<LakeFile>> added,
    List<LakeFile> consumed) {

  /** What came after the cursor. */
  static SourceBatch of(Warehouse warehouse, Source source, long cursor) {
    if (!(source.location() instanceof Source.LakeTable location)) {
      throw ComputeErrors.filesNotComputed(source.name());
    }
    LakeTable table = warehouse.findTable(TableId.lake(location.table()));
    if (table == null) {
      return new SourceBatch(source, null, 0, List.of(), List.of());
    }
    long snapshot = table.currentSnapshot();
    List<List<LakeFile>> added = new ArrayList<>();
    long from = cursor;
    for (long to : path(table, cursor, snapshot)) {
      added.add(table.filesAdded(from, to));
      from = to;
    }
    List<LakeFile> consumed =
        source.eventId() == null || cursor == snapshot ? List.of() : table.files(cursor);
    return new SourceBatch(source, table, snapshot, added, consumed);
  }

  /**
   * The snapshots after one up to another, oldest first; only the last where order is no matter.
   */
  private static List<Long> path(LakeTable table, long from, long to) {
    List<Long> path = new ArrayList<>();
    long current = to;
    while (current != 0 && current != from) {
      path.add(0, current);
      SnapshotInfo info = table.snapshot(current);
      current = info.parent();
    }
    return path;
  }

  /** Rows in the files. */
  long records() {
    return added.stream().flatMap(List::stream).mapToLong(LakeFile::records).sum();
  }

  /** Tasks that write tile rows of level 0. */
  List<Task> tasks(ViewPlan plan, SourceTiles tiles, WriteTarget target) {
    LakeTable lake = table;
    if (lake == null) {
      return List.of();
    }
    Map<String, Map<Integer, List<LakeFile>>> groups = new TreeMap<>();
    for (int batch = 0; batch < added.size(); batch++) {
      for (LakeFile file : added.get(batch)) {
        groups
            .computeIfAbsent(group(lake, file), g -> new TreeMap<>())
            .computeIfAbsent(batch, b -> new ArrayList<>())
            .add(file);
      }
    }
    List<Task> tasks = new ArrayList<>();
    groups.forEach((group, files) -> tasks.add(task(plan, tiles, lake, group, files, target)));
    return tasks;
  }

  /** Events of one group never have the identity of events of another. */
  private String group(LakeTable lake, LakeFile file) {
    Source.Column time = source.findColumn(source.eventTime());
    boolean byDay =
        lake.partitioning() instanceof Partitioning.Day day
            && time != null
            && time.expr() == null
            && time.path().equals(day.column());
    return byDay ? String.valueOf(file.partition().get(0)) : "";
  }

  private Task task(
      ViewPlan plan,
      SourceTiles tiles,
      LakeTable lake,
      String group,
      Map<Integer, List<LakeFile>> files,
      WriteTarget target) {
    SourceSql sql = new SourceSql(source);
    List<String> statements = new ArrayList<>();
    String stored = stored(lake, files);
    boolean identified = source.eventId() != null;
    if (identified) {
      List<LakeFile> before = consumed.stream().filter(f -> group(lake, f).equals(group)).toList();
      statements.add("CREATE TEMP TABLE repeated AS\n" + repeated(sql, lake, stored, before));
    }
    String events = sql.events(stored, identified ? "repeated" : null);
    String select = new TileSql(plan).fromEvents(tiles, events);
    return new Task(
        "%s tiles of %s %s".formatted(plan.view().id(), source.name(), group),
        statements,
        List.of(new Output(select, target, WriteOptions.orderedBy("key_hash"))),
        null);
  }

  private String stored(LakeTable lake, Map<Integer, List<LakeFile>> files) {
    if (source.eventId() == null) {
      List<LakeFile> all = new ArrayList<>();
      files.values().forEach(all::addAll);
      return lake.relation(all);
    }
    List<String> batches = new ArrayList<>();
    files.forEach(
        (batch, list) ->
            batches.add("SELECT *, %d AS __batch FROM %s".formatted(batch, lake.relation(list))));
    return "(" + String.join("\nUNION ALL BY NAME\n", batches) + ")";
  }

  private static String repeated(
      SourceSql sql, LakeTable lake, String stored, List<LakeFile> before) {
    String fresh = "SELECT __id, __time, false AS old FROM (" + sql.identities(stored) + ")";
    String known =
        before.isEmpty()
            ? ""
            : "\nUNION ALL\nSELECT __id, __time, true AS old FROM ("
                + sql.identities("(SELECT *, 0 AS __batch FROM " + lake.relation(before) + ")")
                + ")";
    return """
        SELECT __id, __time, bool_or(old) AS consumed
        FROM (%s%s)
        GROUP BY __id, __time
        HAVING count(*) > 1 AND NOT bool_and(old)"""
        .formatted(fresh, known);
  }
}
