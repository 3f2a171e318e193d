package io.featurefactory.cli.train;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.Warehouse;
import java.util.Map;

/** Names the snapshots that a training set was made of, so that they outlive housekeeping. */
final class KeptSnapshots {
  private static final int DIGITS = 12;

  private KeptSnapshots() {}

  /** The tag: the same training set always has the same. */
  static String tag(Manifest manifest) {
    return "train-" + manifest.digest().hex().substring(0, DIGITS);
  }

  static void keep(Project project, Manifest manifest) {
    String tag = tag(manifest);
    for (ViewPin pin : manifest.views()) {
      tag(project, pin.log(), pin.snapshot(), tag);
      if (pin.rows() != 0) {
        tagRows(project, pin.rows(), tag);
      }
    }
    tag(project, ProjectTables.RUNS, manifest.runsSnapshot(), tag);
    for (Map.Entry<String, Long> read : manifest.snapshots().entrySet()) {
      int dot = read.getKey().indexOf('.');
      TableId id =
          dot < 0
              ? ProjectTables.RUNS
              : new TableId(read.getKey().substring(0, dot), read.getKey().substring(dot + 1));
      tag(project, id, read.getValue(), tag);
    }
  }

  private static void tag(Project project, TableId id, long snapshot, String tag) {
    LakeTable table = project.warehouse().findTable(id);
    if (table != null && snapshot != 0) {
      table.tag(tag, snapshot);
    }
  }

  /** The snapshot of a source whose rows were read themselves, if its table is ours. */
  private static void tagRows(Project project, long snapshot, String tag) {
    Warehouse warehouse = project.warehouse();
    for (TableId id : warehouse.tables(TableId.LAKE)) {
      boolean isOurs = !warehouse.settings().others().containsKey(id.name());
      LakeTable table = isOurs ? warehouse.findTable(id) : null;
      if (table != null && table.hasSnapshot(snapshot)) {
        table.tag(tag, snapshot);
      }
    }
  }
}
