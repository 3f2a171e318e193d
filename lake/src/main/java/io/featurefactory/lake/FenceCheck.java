package io.featurefactory.lake;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a commit whose epoch is superseded or whose run has committed, at every attempt, on the
 * state of the table that the attempt builds on.
 *
 * <p>The newest epoch of a scope is the greater of a table property, which {@link #raise} sets, and
 * the epoch in the newest snapshot of the scope: epochs along the history never decrease, so the
 * search stops there. Runs are looked for in all snapshots that are kept; the table's metadata
 * holds their summaries, so no file is read for it.
 */
final class FenceCheck implements CommitCheck {
  /** In the summary of every snapshot that this product commits. */
  static final String WRITER = "ff.writer";

  static final String SCOPE = "ff.scope";
  static final String EPOCH = "ff.epoch";
  static final String RUN = "ff.run";

  private static final String PROPERTY = "ff.fence.";

  private final BaseTable table;
  private final Fence fence;
  private @Nullable CommitOutcome refusal;

  FenceCheck(BaseTable table, Fence fence) {
    this.table = table;
    this.fence = fence;
  }

  @Override
  public @Nullable CommitOutcome refusal() {
    return refusal;
  }

  @Override
  public boolean validate(Iterable<Snapshot> ancestors) {
    refusal = null;
    long newest = propertyEpoch(table.operations().current(), fence.scope());
    boolean seen = false;
    for (Snapshot ancestor : ancestors) {
      if (fence.scope().equals(ancestor.summary().get(SCOPE))) {
        if (fence.run().equals(ancestor.summary().get(RUN))) {
          refusal = new CommitOutcome.AlreadyDone(ancestor.snapshotId());
          return false;
        }
        if (!seen) {
          newest = Math.max(newest, epoch(ancestor));
          seen = true;
        }
      }
    }
    if (newest > fence.epoch()) {
      refusal = new CommitOutcome.Superseded(newest);
    }
    return refusal == null;
  }

  @Override
  public String errorMessage() {
    return "refused by the fence: " + refusal;
  }

  static CommitOutcome raise(TableId id, BaseTable table, String scope, long epoch) {
    while (true) {
      TableMetadata base = table.operations().refresh();
      long newest = propertyEpoch(base, scope);
      for (Snapshot s = base.currentSnapshot(); s != null; s = parent(base, s)) {
        if (scope.equals(s.summary().get(SCOPE))) {
          newest = Math.max(newest, epoch(s));
          break;
        }
      }
      Snapshot current = base.currentSnapshot();
      long snapshot = current == null ? 0 : current.snapshotId();
      if (newest >= epoch) {
        return newest > epoch
            ? new CommitOutcome.Superseded(newest)
            : new CommitOutcome.Done(snapshot);
      }
      try {
        Map<String, String> properties = new HashMap<>(base.properties());
        properties.put(PROPERTY + scope, Long.toString(epoch));
        table.operations().commit(base, base.replaceProperties(properties));
        return new CommitOutcome.Done(snapshot);
      } catch (CommitFailedException e) {
        // another writer was faster: look again at what it left
      } catch (RuntimeException e) {
        throw LakeErrors.commitFailed(id, e);
      }
    }
  }

  private static @Nullable Snapshot parent(TableMetadata metadata, Snapshot snapshot) {
    Long parent = snapshot.parentId();
    return parent == null ? null : metadata.snapshot(parent);
  }

  private static long propertyEpoch(TableMetadata metadata, String scope) {
    return Long.parseLong(metadata.properties().getOrDefault(PROPERTY + scope, "0"));
  }

  private static long epoch(Snapshot snapshot) {
    return Long.parseLong(snapshot.summary().getOrDefault(EPOCH, "0"));
  }
}
