package io.featurefactory.cli.train;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.AppliedDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a training set that was made again is the same, and why not. */
final class Reproduction {
  static final String EXPIRED =
      "It was removed by housekeeping, or its rows were erased; ff train --keep keeps such snapshots";

  private Reproduction() {}

  /** Fails if a view or its log is not what it was then. */
  static void requireSame(
      ViewPin then, AppliedDefinition entry, AppliedView view, @Nullable LakeTable log) {
    if (!then.definition().equals(entry.definition().meaningHash())) {
      throw TrainErrors.changed(
          "the definition of " + then.view(),
          then.definition(),
          entry.definition().meaningHash() + " (the draft was replaced)");
    }
    TableId now = FeatureTables.log(view.tables());
    if (!then.log().equals(now) || (log == null && then.snapshot() != 0)) {
      throw TrainErrors.gone(
          "table " + then.log(), "The draft of %s was replaced since".formatted(then.view()));
    }
    if (log != null && !log.hasSnapshot(then.snapshot())) {
      throw TrainErrors.gone("snapshot %d of %s".formatted(then.snapshot(), then.log()), EXPIRED);
    }
  }

  /** Fails if bytes or rows differ, and names the input that does. */
  static void check(Manifest then, Manifest now) {
    if (!then.serviceHash().equals(now.serviceHash())) {
      throw TrainErrors.changed("the service", then.serviceHash(), now.serviceHash());
    }
    if (then.digest().equals(now.digest()) || !comparable(then, now)) {
      return;
    }
    Map<String, String[]> inputs = new LinkedHashMap<>();
    inputs.put("spine " + now.request().spine(), new String[] {then.spineHash(), now.spineHash()});
    inputs.put("DuckDB", new String[] {then.engine(), now.engine()});
    inputs.put("Feature Factory", new String[] {then.version(), now.version()});
    inputs.put("its hash", new String[] {then.digest().hex(), now.digest().hex()});
    inputs.forEach(
        (what, values) -> {
          if (!values[0].equals(values[1])) {
            throw TrainErrors.changed(what, values[0], values[1]);
          }
        });
  }

  /** Whether both are files of one format, or both are tables: only these have to be the same. */
  static boolean comparable(Manifest then, Manifest now) {
    return then.digest().kind() == now.digest().kind()
        && (now.digest().kind() == Digest.Kind.ROWS_HASH
            || suffix(then.file()).equals(suffix(now.file())));
  }

  private static String suffix(String file) {
    return file.substring(Math.max(0, file.lastIndexOf('.')));
  }
}
