package io.featurefactory.compute;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lengths of tiles that a view keeps: level 0 is the tile of the definition, each further level
 * is {@value #FACTOR} times as long. A window is covered by few tiles of each level, so that
 * reading it costs the logarithm of its length.
 */
record TileLevels(List<Duration> sizes) {
  /** Tiles of one level in a tile of the next. */
  static final int FACTOR = 8;

  /** Levels above the first that are kept where a window has no left end. */
  private static final int LIFETIME_LEVELS = 4;

  TileLevels {
    sizes = List.copyOf(sizes);
  }

  /** The levels that pay for these windows: a tile is at most half of the longest one. */
  static TileLevels of(Duration tile, List<Window> windows) {
    List<Duration> sizes = new ArrayList<>();
    sizes.add(tile);
    Duration longest = longest(tile, windows);
    Duration next = tile.multipliedBy(FACTOR);
    while (next.multipliedBy(2).compareTo(longest) <= 0) {
      sizes.add(next);
      next = next.multipliedBy(FACTOR);
    }
    return new TileLevels(sizes);
  }

  private static Duration longest(Duration tile, List<Window> windows) {
    Duration longest = tile;
    for (Window window : windows) {
      Duration length = window.length();
      if (length == null) {
        length = tile.multipliedBy(2 * (long) Math.pow(FACTOR, LIFETIME_LEVELS));
      }
      longest = length.compareTo(longest) > 0 ? length : longest;
    }
    return longest;
  }

  Duration size(int level) {
    return sizes.get(level);
  }

  int top() {
    return sizes.size() - 1;
  }

  /**
   * The tiles that together are exactly the window at the boundary.
   *
   * @param complete for each level the instant up to which its tiles exist, {@link Instant#MIN}
   *     where there are none; level 0 always does
   */
  List<TileRange> cover(Window window, Instant boundary, List<Instant> complete) {
    Instant end = boundary.minus(window.offset());
    Instant start = window.length() == null ? null : end.minus(window.length());
    List<TileRange> ranges = new ArrayList<>();
    cover(top(), start, end, complete, ranges);
    return ranges;
  }

  private void cover(
      int level,
      @Nullable Instant start,
      Instant end,
      List<Instant> complete,
      List<TileRange> ranges) {
    if (level == 0) {
      addIfAny(ranges, 0, start, end);
      return;
    }
    if (complete.get(level).equals(Instant.MIN)) {
      cover(level - 1, start, end, complete, ranges);
      return;
    }
    Duration size = size(level);
    Instant inner = start == null ? null : Boundaries.ceiling(start, size);
    Instant innerEnd = earlier(Boundaries.floor(end, size), complete.get(level));
    if (inner != null && !inner.isBefore(innerEnd)) {
      cover(level - 1, start, end, complete, ranges);
      return;
    }
    if (start != null && inner != null) {
      cover(level - 1, start, inner, complete, ranges);
    }
    addIfAny(ranges, level, inner, innerEnd);
    cover(level - 1, innerEnd, end, complete, ranges);
  }

  private static void addIfAny(
      List<TileRange> ranges, int level, @Nullable Instant from, Instant to) {
    if (from == null || from.isBefore(to)) {
      ranges.add(new TileRange(level, from, to));
    }
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
