package io.featurefactory.compute;

import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Up to where the views of a warehouse have read their sources. */
public final class SourceCursors {
  private SourceCursors() {}

  /**
   * The snapshots, of any table of the lake, up to which some view has read, also one that is a
   * draft or that nobody runs any more: what came after them must stay.
   */
  public static Collection<Long> all(Warehouse warehouse) {
    Set<Long> cursors = new HashSet<>();
    for (TableId id : warehouse.tables(FeatureTables.TILES)) {
      LakeTable tiles = warehouse.findTable(id); // may be dropped in between
      if (tiles != null) {
        cursors.addAll(TileHead.of(tiles, tiles.currentSnapshot()).cursors().values());
      }
    }
    return cursors;
  }
}
