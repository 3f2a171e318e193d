package io.featurefactory.compute;

import io.featurefactory.compute.Task.Output;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.LakeField;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.ViewTables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings the tiles of a view up to date with its sources: new events become partial rows, complete
 * tiles are rolled up into longer ones, all in one commit that also moves the cursors. So each
 * event is in the tiles exactly once, whatever happens in between.
 */
final class TileIngest {
  /** At least this much time of tiles goes into one file. */
  private static final Duration FILE_SPAN = Duration.ofDays(1);

  /** No more tasks than about this for a level, even if one event is of 1970. */
  private static final long MOST_SPANS = 200;

  private final SourceInputs inputs;
  private final TaskScheduler scheduler;
  private final ViewPlan plan;
  private final Holder holder;
  private final LakeTable tiles;

  TileIngest(
      SourceInputs inputs,
      TaskScheduler scheduler,
      ViewPlan plan,
      ViewTables names,
      Holder holder) {
    this.inputs = inputs;
    this.scheduler = scheduler;
    this.plan = plan;
    this.holder = holder;
    this.tiles = inputs.warehouse().createTable(FeatureTables.tileSpec(plan, names));
  }

  /**
   * The tiles after ingestion.
   *
   * @param events rows of the sources that were read
   */
  record Ingested(LakeTable table, long snapshot, TileHead head, long events) {}

  /** Consumes what the sources have, and rolls up what is complete at the boundary. */
  Ingested upTo(Instant boundary) {
    long before = tiles.currentSnapshot();
    TileHead head = TileHead.of(tiles, before);
    List<Task> tasks = new ArrayList<>();
    Map<String, Long> cursors = new TreeMap<>(head.cursors());
    long events = 0;
    for (SourceTiles source : plan.sources()) {
      SourceBatch batch =
          SourceBatch.of(
              inputs.open(source.source()), source.source(), head.cursor(source.source().name()));
      cursors.put(source.source().name(), batch.cursor());
      events += batch.records();
      tasks.addAll(batch.tasks(plan, source, tiles.target()));
    }
    List<LakeFile> added = files(scheduler.run(tasks));
    TileHead after = new TileHead(cursors, complete(head, boundary));
    added = withLevels(before, head, after, added);
    if (added.isEmpty() && after.equals(head)) {
      return new Ingested(tiles, before, head, events);
    }
    String work = "tiles after " + before;
    long snapshot = holder.commit(tiles, after.in(Commit.append(added)), work);
    return new Ingested(tiles, snapshot, TileHead.of(tiles, snapshot), events);
  }

  private List<Instant> complete(TileHead head, Instant boundary) {
    List<Instant> complete = new ArrayList<>();
    int levels = Math.max(plan.levels().sizes().size(), head.complete().size());
    for (int level = 0; level < levels; level++) {
      Instant now =
          level > plan.levels().top()
              ? head.complete(level)
              : Boundaries.floor(boundary, plan.levels().size(level));
      complete.add(now.isAfter(head.complete(level)) || level == 0 ? now : head.complete(level));
    }
    return complete;
  }

  /** The files of level 0 and those of the levels that grow from them. */
  private List<LakeFile> withLevels(
      long before, TileHead head, TileHead after, List<LakeFile> level0) {
    List<LakeFile> committed = tiles.files(before);
    List<LakeFile> all = new ArrayList<>(level0);
    List<LakeFile> below = level0;
    for (int level = 1; level < after.complete().size(); level++) {
      if (level > plan.levels().top()) {
        break;
      }
      List<Task> tasks = new ArrayList<>();
      Instant done = head.complete(level);
      if (!done.equals(Instant.MIN)) {
        addRoll(tasks, level, below, null, done);
      }
      List<LakeFile> source = new ArrayList<>(below);
      source.addAll(new TileFiles(tiles, committed).ofLevel(level - 1));
      addRoll(tasks, level, source, done.equals(Instant.MIN) ? null : done, after.complete(level));
      below = files(scheduler.run(tasks));
      all.addAll(below);
    }
    return all;
  }

  /** Tasks that roll files of the level below into tiles that start in {@code [from, to)}. */
  private void addRoll(
      List<Task> tasks, int level, List<LakeFile> below, @Nullable Instant from, Instant to) {
    TileFiles files = new TileFiles(tiles, below);
    Instant first = files.earliest();
    if (first == null) {
      return;
    }
    Duration size = plan.levels().size(level);
    Duration span =
        size.compareTo(FILE_SPAN) < 0
            ? size.multipliedBy(Math.max(1, FILE_SPAN.dividedBy(size)))
            : size;
    Instant start = Boundaries.floor(first, size);
    start = from != null && from.isAfter(start) ? from : start;
    span = span.multipliedBy(1 + spans(start, to, span) / MOST_SPANS);
    while (start.isBefore(to)) {
      Instant end = start.plus(span).isBefore(to) ? start.plus(span) : to;
      List<LakeFile> inside = files.between(start, end);
      if (!inside.isEmpty()) {
        String select = new TileSql(plan).roll(level, tiles.relation(inside), start, end);
        tasks.add(
            new Task(
                plan.view().id() + " tiles of level " + level + " from " + start,
                List.of(),
                List.of(new Output(select, tiles.target(), WriteOptions.orderedBy("key_hash"))),
                null));
      }
      start = end;
    }
  }

  private static long spans(Instant from, Instant to, Duration span) {
    return from.isBefore(to) ? Duration.between(from, to).dividedBy(span) : 0;
  }

  private static List<LakeFile> files(List<Task.Result> results) {
    List<LakeFile> files = new ArrayList<>();
    results.forEach(r -> r.files().forEach(files::addAll));
    return files;
  }

  /** Files of the tile table, found by the bounds of their rows. */
  static final class TileFiles {
    private final List<LakeFile> files;
    private final @Nullable LakeField tile;
    private final @Nullable LakeField level;

    TileFiles(LakeTable table, List<LakeFile> files) {
      this.files = files;
      this.tile = table.findColumn("tile");
      this.level = table.findColumn("level");
    }

    /** Those that may hold tiles of the level. */
    List<LakeFile> ofLevel(int wanted) {
      return files.stream().filter(f -> mayHold(f, level, (long) wanted, (long) wanted)).toList();
    }

    /** Those that may hold tiles that start in {@code [from, to)}. */
    List<LakeFile> between(Instant from, Instant to) {
      return files.stream().filter(f -> mayHold(f, tile, from, to.minusNanos(1000))).toList();
    }

    /** Where the earliest tile starts, or before; null if there are no files. */
    @Nullable Instant earliest() {
      Instant earliest = null;
      for (LakeFile file : files) {
        Object lower = tile == null ? null : file.lower(tile);
        Instant bound = lower instanceof Instant instant ? instant : Instant.EPOCH;
        earliest = earliest == null || bound.isBefore(earliest) ? bound : earliest;
      }
      return earliest;
    }

    private static <T extends Comparable<T>> boolean mayHold(
        LakeFile file, @Nullable LakeField column, T from, T to) {
      if (column == null) {
        return true;
      }
      @SuppressWarnings("unchecked")
      T lower = (T) file.lower(column);
      @SuppressWarnings("unchecked")
      T upper = (T) file.upper(column);
      return (lower == null || lower.compareTo(to) <= 0)
          && (upper == null || upper.compareTo(from) >= 0);
    }
  }
}
