package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a commit whose epoch is superseded or whose run has committed, at every attempt, on the
 * state of the table that the attempt builds on.
 *
 * <p>The newest epoch of a scope is the greater of a table property and the epoch in the newest
 * snapshot of the scope: epochs along the history never decrease, so the search stops there. Who
 * raises it sets the property where any change of a table makes a commit look again. A REST catalog
 * only compares the newest snapshot; there a snapshot without files raises it. Runs are looked for
 * in all snapshots that are kept; the table's metadata holds their summaries, so no file is read
 * for it.
 */
final class FenceCheck implements CommitCheck {
  /** In the summary of every snapshot that this product commits. */
  static final String WRITER = "ff.writer";

  static final String SCOPE = "ff.scope";
  static final String EPOCH = "ff.epoch";
  static final String RUN = "ff.run";

  private static final String PROPERTY = "ff.fence.";
  private static final String LAST_RUN = "ff.last-run.";

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
    TableMetadata base = table.operations().current();
    refusal = remembered(base);
    if (refusal != null) {
      return false;
    }
    long newest = propertyEpoch(base, fence.scope());
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

  private @Nullable CommitOutcome remembered(TableMetadata base) {
    String last = base.properties().get(LAST_RUN + fence.scope());
    if (last == null) {
      return null;
    }
    int space = last.indexOf(' ');
    return last.substring(space + 1).equals(fence.run())
        ? new CommitOutcome.AlreadyDone(Long.parseLong(last.substring(0, space)))
        : null;
  }

  /**
   * Keeps the last epoch and run of each scope as properties, and where streams stand, so that
   * snapshots may expire.
   */
  static void remember(TableId id, BaseTable table, WarehouseSettings warehouse) {
    change(
        id,
        table,
        warehouse,
        (base, properties) -> {
          Set<String> seen = new HashSet<>();
          Set<String> ran = new HashSet<>();
          for (Snapshot s = base.currentSnapshot(); s != null; s = parent(base, s)) {
            String scope = s.summary().get(SCOPE);
            if (scope != null && seen.add(scope)) {
              long epoch = Math.max(epoch(s), propertyEpoch(base, scope));
              properties.put(PROPERTY + scope, Long.toString(epoch));
            }
            String run = s.summary().get(RUN);
            if (scope != null && run != null && ran.add(scope)) {
              properties.put(LAST_RUN + scope, s.snapshotId() + " " + run);
            }
          }
          StreamOffsets.remember(base, properties);
          return null;
        });
  }

  static CommitOutcome raise(
      TableId id, BaseTable table, WarehouseSettings warehouse, String scope, long epoch) {
    return warehouse.catalog() instanceof CatalogSettings.Rest
        ? raiseBySnapshot(id, table, warehouse, scope, epoch)
        : raiseByProperty(id, table, warehouse, scope, epoch);
  }

  private static CommitOutcome raiseBySnapshot(
      TableId id, BaseTable table, WarehouseSettings warehouse, String scope, long epoch) {
    table.refresh();
    if (newestEpoch(table.operations().current(), scope) == epoch) {
      return new CommitOutcome.Done(currentSnapshot(table));
    }
    Commit raise = Commit.append(List.of()).with(SCOPE, scope).with(EPOCH, Long.toString(epoch));
    return new TableCommit(id, table, warehouse).run(raise, new EpochCheck(table, scope, epoch));
  }

  private static CommitOutcome raiseByProperty(
      TableId id, BaseTable table, WarehouseSettings warehouse, String scope, long epoch) {
    CommitOutcome refused =
        change(
            id,
            table,
            warehouse,
            (base, properties) -> {
              long newest = newestEpoch(base, scope);
              properties.put(PROPERTY + scope, Long.toString(Math.max(newest, epoch)));
              return newest > epoch ? new CommitOutcome.Superseded(newest) : null;
            });
    return refused == null ? new CommitOutcome.Done(currentSnapshot(table)) : refused;
  }

  private static long currentSnapshot(BaseTable table) {
    Snapshot current = table.currentSnapshot();
    return current == null ? 0 : current.snapshotId();
  }

  /** A change of properties, worked out again when another writer was faster. */
  private interface Change {
    @Nullable CommitOutcome apply(TableMetadata base, Map<String, String> properties);
  }

  private static @Nullable CommitOutcome change(
      TableId id, BaseTable table, WarehouseSettings warehouse, Change change) {
    while (true) {
      TableMetadata base = table.operations().refresh();
      Map<String, String> properties = new HashMap<>(base.properties());
      CommitOutcome refused = change.apply(base, properties);
      if (refused != null || properties.equals(base.properties())) {
        return refused;
      }
      try {
        table.operations().commit(base, base.replaceProperties(properties));
        return null;
      } catch (CommitFailedException e) {
        // another writer was faster: look again at what it left
      } catch (CommitStateUnknownException e) {
        throw LakeErrors.commitUnknown(id, e);
      } catch (RuntimeException e) {
        throw LakeFailures.ofCommit(id, warehouse, e);
      }
    }
  }

  static long newestEpoch(TableMetadata base, String scope) {
    long newest = propertyEpoch(base, scope);
    for (Snapshot s = base.currentSnapshot(); s != null; s = parent(base, s)) {
      if (scope.equals(s.summary().get(SCOPE))) {
        return Math.max(newest, epoch(s));
      }
    }
    return newest;
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
