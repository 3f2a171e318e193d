package io.featurefactory.compute;

import io.featurefactory.lake.Commit;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SnapshotInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a tile table has consumed and rolled up; stands in the summary of each of its snapshots.
 *
 * @param cursors for each source the snapshot of its table up to which events were consumed
 * @param complete for each level the instant up to which its tiles exist; at index 0 the end of
 *     time. May be shorter than the levels of a view
 */
record TileHead(Map<String, Long> cursors, List<Instant> complete) {
  private static final String CURSOR = "ff.tiles.cursor.";
  private static final String COMPLETE = "ff.tiles.complete.";

  TileHead {
    cursors = Map.copyOf(cursors);
    complete = List.copyOf(complete);
  }

  /** Of the newest snapshot that says so. */
  static TileHead of(LakeTable tiles, long snapshot) {
    long current = snapshot;
    while (current != 0) {
      SnapshotInfo info = tiles.snapshot(current);
      if (info.summary().containsKey(COMPLETE + 0)) {
        return of(info.summary());
      }
      current = info.parent();
    }
    return new TileHead(Map.of(), List.of());
  }

  private static TileHead of(Map<String, String> summary) {
    Map<String, Long> cursors = new TreeMap<>();
    summary.forEach(
        (key, value) -> {
          if (key.startsWith(CURSOR)) {
            cursors.put(key.substring(CURSOR.length()), Long.valueOf(value));
          }
        });
    List<Instant> complete = new ArrayList<>();
    for (int level = 0; summary.containsKey(COMPLETE + level); level++) {
      complete.add(Instant.parse(summary.getOrDefault(COMPLETE + level, "")));
    }
    return new TileHead(cursors, complete);
  }

  Commit in(Commit commit) {
    Commit result = commit;
    for (Map.Entry<String, Long> cursor : cursors.entrySet()) {
      result = result.with(CURSOR + cursor.getKey(), Long.toString(cursor.getValue()));
    }
    for (int level = 0; level < complete.size(); level++) {
      result = result.with(COMPLETE + level, complete.get(level).toString());
    }
    return result;
  }

  long cursor(String source) {
    return cursors.getOrDefault(source, 0L);
  }

  /** The instant up to which tiles of a level exist; the least instant where there are none. */
  Instant complete(int level) {
    if (level == 0) {
      return Instant.MAX;
    }
    return level < complete.size() ? complete.get(level) : Instant.MIN;
  }

  /** As if nothing had been rolled up. */
  TileHead withoutLevels() {
    return new TileHead(cursors, List.of());
  }

  /** For all levels of a view. */
  List<Instant> complete(TileLevels levels) {
    List<Instant> all = new ArrayList<>();
    for (int level = 0; level <= levels.top(); level++) {
      all.add(complete(level));
    }
    return all;
  }
}
