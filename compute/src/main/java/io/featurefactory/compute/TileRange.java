package io.featurefactory.compute;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The tiles of one level that start in {@code [from, to)}.
 *
 * @param from null for no lower bound
 */
record TileRange(int level, @Nullable Instant from, Instant to) {

  /** The condition on a row of the tile table. */
  String condition() {
    String until = "tile < " + Sql.timestamp(to);
    String since = from == null ? "" : " AND tile >= " + Sql.timestamp(from);
    return "level = " + level + since + " AND " + until;
  }
}
