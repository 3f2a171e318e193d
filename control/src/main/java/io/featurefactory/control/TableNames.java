package io.featurefactory.control;

import io.featurefactory.model.Definition;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the tables of views. A replaced draft gets names that were never used, so that a run that
 * still writes the old tables changes nothing that counts.
 */
final class TableNames {
  private final long nextRevision;
  private final List<Tiles> kept = new ArrayList<>();

  TableNames(long nextRevision) {
    this.nextRevision = nextRevision;
  }

  /** Tiles that another version may use. */
  record Tiles(ViewId madeBy, String hash, String table) {}

  /** Says that the tiles of a version stand after the plan. */
  void keep(Definition definition, @Nullable ViewTables tables) {
    String hash = definition.tileHash();
    String table = tables == null ? null : tables.tiles();
    if (hash != null
        && table != null
        && kept.stream().noneMatch(t -> t.table().equals(table) && t.hash().equals(hash))) {
      kept.add(new Tiles(definition.id().viewId(), hash, table));
    }
  }

  /**
   * Tiles of the same view that are the same as those of the definition; null if there are none.
   */
  @Nullable Tiles findTiles(Definition definition) {
    return kept.stream()
        .filter(tiles -> tiles.madeBy().name().equals(definition.id().name()))
        .filter(tiles -> tiles.hash().equals(definition.tileHash()))
        .findFirst()
        .orElse(null);
  }

  ViewTables choose(Definition definition, @Nullable Tiles reused, boolean replaces) {
    ViewId view = definition.id().viewId();
    String prefix = view.name() + "_v" + view.version() + (replaces ? "_r" + nextRevision : "");
    String tiles = definition.tileHash() == null ? null : prefix + "_tiles";
    return new ViewTables(
        reused == null ? tiles : reused.table(), prefix + "_log", prefix + "_state");
  }
}
