package io.featurefactory.compute;

import io.featurefactory.compute.Task.Output;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.SourceInput;
import io.featurefactory.lake.SourceInput.TimeRange;
import io.featurefactory.lake.SourceRelation;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The events of a source that a tile table has not consumed, cut into tasks: by days of the event
 * time, as far as the files keep to one.
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
  /** Days with fewer rows are not worth tasks of their own. */
  private static final long FEW_ROWS = 250_000;

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
    List<Task> tasks = new ArrayList<>();
    for (Part part : parts()) {
      tasks.add(
          new Task(
              "%s tiles of %s %s".formatted(plan.view().id(), source.name(), part.days()),
              statements(part.files(), part.before()),
              List.of(
                  new Output(
                      new TileSql(plan)
                          .fromEvents(tilesOf(tiles, plan, part), events(part.files())),
                      target,
                      WriteOptions.orderedBy("key_hash"))),
              null));
    }
    return tasks;
  }

  /** Events of one tile need not be told apart by it. */
  private SourceTiles tilesOf(SourceTiles tiles, ViewPlan plan, Part part) {
    if (!tiles.byTime()) {
      return tiles;
    }
    Set<Instant> starts = new HashSet<>();
    for (LakeFile file : flat(part.files())) {
      TimeRange times = input.eventTimes(file);
      if (times.lower() == null || times.upper() == null) {
        return tiles;
      }
      starts.add(Boundaries.floor(times.lower(), plan.view().tile()));
      starts.add(Boundaries.floor(times.upper(), plan.view().tile()));
    }
    return starts.size() == 1 ? tiles.inTile(starts.iterator().next()) : tiles;
  }

  /**
   * What one task takes: some days, and no event of another part has the identity of one of its.
   *
   * @param files new ones, by the batch in which they landed
   * @param before files of these days that were consumed
   */
  private record Part(
      DayGroups.Group days, SortedMap<Integer, List<LakeFile>> files, List<LakeFile> before) {
    long records() {
      return files.values().stream()
          .flatMap(List::stream)
          .mapToLong(f -> f.records() < 0 ? FEW_ROWS : f.records())
          .sum();
    }

    Part with(Part later) {
      SortedMap<Integer, List<LakeFile>> all = new TreeMap<>(files);
      later.files.forEach((batch, list) -> all.merge(batch, list, Part::joined));
      return new Part(days.to(later.days), all, joined(before, later.before));
    }

    private static List<LakeFile> joined(List<LakeFile> some, List<LakeFile> more) {
      return Stream.concat(some.stream(), more.stream()).toList();
    }
  }

  /** By days; days with few events share a part, since each has a price of its own. */
  private List<Part> parts() {
    List<LakeFile> all = new ArrayList<>(consumed);
    added.forEach(all::addAll);
    DayGroups days = DayGroups.of(all, input::eventTimes);
    Map<DayGroups.Group, SortedMap<Integer, List<LakeFile>>> groups = new TreeMap<>();
    for (int batch = 0; batch < added.size(); batch++) {
      for (LakeFile file : added.get(batch)) {
        groups
            .computeIfAbsent(days.group(file), g -> new TreeMap<>())
            .computeIfAbsent(batch, b -> new ArrayList<>())
            .add(file);
      }
    }
    Map<DayGroups.Group, List<LakeFile>> before = days.divided(consumed);
    Deque<Part> parts = new ArrayDeque<>();
    groups.forEach(
        (group, files) -> {
          Part part = new Part(group, files, before.getOrDefault(group, List.of()));
          Part last = parts.peekLast();
          if (last != null && last.records() + part.records() <= FEW_ROWS) {
            parts.removeLast();
            parts.addLast(last.with(part));
          } else {
            parts.addLast(part);
          }
        });
    return List.copyOf(parts);
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
