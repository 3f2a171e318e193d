package io.featurefactory.compute;

import io.featurefactory.compute.TileIngest.Ingested;
import io.featurefactory.compute.TileIngest.TileFiles;
import io.featurefactory.compute.ViewPlan.Windowed;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of the tile table that some boundaries need. */
final class TileSelection {
  private final ViewPlan plan;
  private final Ingested tiles;

  TileSelection(ViewPlan plan, Ingested tiles) {
    this.plan = plan;
    this.tiles = tiles;
  }

  /**
   * Files with the tiles of all windows, and of those that moved since {@code previous}.
   *
   * @param complete for each level the instant up to which its tiles are to be used
   */
  List<LakeFile> files(
      List<Instant> boundaries, @Nullable Instant previous, List<Instant> complete) {
    List<LakeFile> all = tiles.table().files(tiles.snapshot());
    Set<LakeFile> selected = new LinkedHashSet<>();
    Set<TileRange> ranges = new LinkedHashSet<>();
    Instant before = previous;
    for (Instant boundary : boundaries) {
      for (Windowed w : plan.windows()) {
        ranges.addAll(plan.levels().cover(w.window(), boundary, complete));
        if (before != null) {
          ranges.addAll(moved(w.window(), before, boundary));
        }
      }
      before = boundary;
    }
    if (needsAllOfLevel0()) {
      ranges.add(new TileRange(0, null, boundaries.get(boundaries.size() - 1)));
    }
    for (TileRange range : ranges) {
      selected.addAll(files(all, range));
    }
    return List.copyOf(selected);
  }

  /** Where events may count later than their tile says, any tile may have moved. */
  private boolean needsAllOfLevel0() {
    boolean trusted = plan.sources().stream().anyMatch(s -> s.source().landedAt() != null);
    return trusted || (plan.latest() != null && plan.latest().maxAge() != null);
  }

  private static List<TileRange> moved(Window window, Instant previous, Instant boundary) {
    List<TileRange> ranges = new ArrayList<>();
    Duration offset = window.offset();
    ranges.add(new TileRange(0, previous.minus(offset), boundary.minus(offset)));
    if (window.length() != null) {
      Duration back = offset.plus(window.length());
      ranges.add(new TileRange(0, previous.minus(back), boundary.minus(back)));
    }
    return ranges;
  }

  private List<LakeFile> files(List<LakeFile> all, TileRange range) {
    LakeTable table = tiles.table();
    List<LakeFile> level = new TileFiles(table, all).ofLevel(range.level());
    Instant from = range.from() == null ? Instant.MIN : range.from();
    return new TileFiles(table, level).between(from, range.to());
  }

  /** Partial rows of tiles before the last boundary that were not there then. */
  @Nullable KeyedRows late(LogHead head) {
    LakeTable table = tiles.table();
    List<LakeFile> added =
        head.tiles() == tiles.snapshot()
            ? List.of()
            : table.filesAdded(head.tiles(), tiles.snapshot());
    List<LakeFile> level0 = new TileFiles(table, added).ofLevel(0);
    List<LakeFile> late = new TileFiles(table, level0).between(Instant.MIN, head.last());
    if (late.isEmpty()) {
      return null;
    }
    return bucket ->
        "(SELECT * FROM %s WHERE level = 0 AND tile < %s)"
            .formatted(bucket.rows(table, late), Sql.timestamp(head.last()));
  }
}
