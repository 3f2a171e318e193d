package io.featurefactory.compute;

import io.featurefactory.compute.Task.Output;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.SourceInput;
import io.featurefactory.lake.SourceRelation;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events of a source that a tile table has not consumed, cut into tasks: one for each day of
 * the event time, as far as the files keep to one.
 *
 * @param cursor of the input that this batch goes up to
 * @param added for each batch that landed, in order, its files
 * @param consumed files of events consumed before, against which event ids are held
 */
record SourceBatch(
    Source source,
    SourceInput input,
    long cursor,
    List<List<LakeFile>> added,
    List<LakeFile> consumed) {

  /** What came after the cursor. */
  static SourceBatch of(SourceInput input, Source source, long after) {
    long newest = input.newest();
    boolean identified = source.eventId() != null;
    List<List<LakeFile>> added = new ArrayList<>();
    long from = after;
    for (long to : identified ? input.landings(after, newest) : List.of(newest)) {
      added.add(input.added(from, to));
      from = to;
    }
    List<LakeFile> consumed = !identified || after == newest ? List.of() : input.files(after);
    return new SourceBatch(source, input, newest, added, consumed);
  }

  /** Rows in the files. */
  long records() {
    return added.stream().flatMap(List::stream).mapToLong(f -> Math.max(0, f.records())).sum();
  }

  /** Tasks that write tile rows of level 0. */
  List<Task> tasks(ViewPlan plan, SourceTiles tiles, WriteTarget target) {
    List<LakeFile> all = new ArrayList<>(consumed);
    added.forEach(all::addAll);
    DayGroups days = DayGroups.of(all, input::eventTimes);
    Map<DayGroups.Group, Map<Integer, List<LakeFile>>> groups = new TreeMap<>();
    for (int batch = 0; batch < added.size(); batch++) {
      for (LakeFile file : added.get(batch)) {
        groups
            .computeIfAbsent(days.group(file), g -> new TreeMap<>())
            .computeIfAbsent(batch, b -> new ArrayList<>())
            .add(file);
      }
    }
    Map<DayGroups.Group, List<LakeFile>> before = days.divided(consumed);
    List<Task> tasks = new ArrayList<>();
    groups.forEach(
        (group, files) ->
            tasks.add(
                new Task(
                    "%s tiles of %s %s".formatted(plan.view().id(), source.name(), group),
                    statements(files, before.getOrDefault(group, List.of())),
                    List.of(
                        new Output(
                            new TileSql(plan).fromEvents(tiles, events(files)),
                            target,
                            WriteOptions.orderedBy("key_hash"))),
                    null)));
    return tasks;
  }

  private List<String> statements(Map<Integer, List<LakeFile>> files, List<LakeFile> before) {
    return source.eventId() == null
        ? List.of()
        : List.of("CREATE TEMP TABLE repeated AS\n" + repeated(files, before));
  }

  private String events(Map<Integer, List<LakeFile>> files) {
    return source.eventId() == null
        ? relation(flat(files)).events()
        : new EventIdentity(source).events(relation(flat(files)), stored(files), "repeated");
  }

  private SourceRelation relation(List<LakeFile> files) {
    return input.events(files, ExpressionSql::render);
  }

  private static List<LakeFile> flat(Map<Integer, List<LakeFile>> files) {
    return files.values().stream().flatMap(List::stream).toList();
  }

  private String stored(Map<Integer, List<LakeFile>> files) {
    List<String> batches = new ArrayList<>();
    files.forEach(
        (batch, list) ->
            batches.add(
                "SELECT *, %d AS __batch FROM (%s)".formatted(batch, relation(list).stored())));
    return String.join("\nUNION ALL BY NAME\n", batches);
  }

  private String repeated(Map<Integer, List<LakeFile>> files, List<LakeFile> before) {
    EventIdentity identity = new EventIdentity(source);
    String fresh =
        "SELECT __id, __time, false AS old FROM ("
            + identity.identities(relation(flat(files)), stored(files))
            + ")";
    String known =
        before.isEmpty()
            ? ""
            : "\nUNION ALL\nSELECT __id, __time, true AS old FROM ("
                + identity.identities(relation(before), relation(before).stored())
                + ")";
    return """
        SELECT __id, __time, bool_or(old) AS consumed
        FROM (%s%s)
        GROUP BY __id, __time
        HAVING count(*) > 1 AND NOT bool_and(old)"""
        .formatted(fresh, known);
  }
}
