package io.featurefactory.lake;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.events.CreateSnapshotEvent;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.jspecify.annotations.Nullable;

/** Carries out one {@link Commit}. */
final class TableCommit {
  private static final int THREAD_COUNT = 2;

  /** Iceberg's own threads end as soon as the process begins to, before the last commits. */
  private static final ExecutorService THREADS =
      Executors.newFixedThreadPool(
          THREAD_COUNT,
          task -> {
            Thread thread = new Thread(task, "commit");
            thread.setDaemon(true);
            return thread;
          });

  /** In the summary: which commit it was, so that it finds itself. */
  private static final String COMMIT = "ff.commit";

  private final TableId id;
  private final BaseTable table;
  private final WarehouseSettings warehouse;
  private final String number = UUID.randomUUID().toString();

  TableCommit(TableId id, BaseTable table, WarehouseSettings warehouse) {
    this.id = id;
    this.table = table;
    this.warehouse = warehouse;
  }

  CommitOutcome run(Commit commit) {
    Fence fence = commit.fence();
    return run(commit, fence == null ? new NoCheck() : new FenceCheck(table, fence));
  }

  CommitOutcome run(Commit commit, CommitCheck check) {
    StagedFiles.sync(commit.added());
    CommitCheck once = new OnlyOnce(COMMIT, number, check);
    try {
      SnapshotUpdate<?> update = update(commit);
      describe(update, commit);
      update.scanManifestsWith(THREADS);
      update.writeManifestsWith(THREADS, THREAD_COUNT);
      update.validateWith(
          commit.mode() == Commit.Mode.OVERWRITE
              ? new RemovedFilesThere(id, table, commit.removed(), once)
              : once);
      update.commit();
      return new CommitOutcome.Done(((CreateSnapshotEvent) update.updateEvent()).snapshotId());
    } catch (CommitStateUnknownException e) {
      throw LakeErrors.commitUnknown(id, e);
    } catch (ValidationException e) {
      CommitOutcome done = doneAllTheSame(commit, e);
      CommitOutcome outcome = done == null ? check.refusal() : done;
      if (outcome != null) {
        return outcome;
      }
      throw LakeErrors.removedFilesGone(id, e);
    } catch (RuntimeException e) {
      CommitOutcome done = doneAllTheSame(commit, e);
      if (done != null) {
        return done;
      }
      if (LakeFailures.isUnanswered(e)) {
        throw LakeErrors.commitUnknown(id, e);
      }
      throw LakeFailures.ofCommit(id, warehouse, e);
    }
  }

  /**
   * What was thrown may come after the commit itself: Iceberg tidies up then, which fails when the
   * process is ending and its threads are gone. Files of a snapshot are never removed; those of a
   * commit that did not come about are, if that is certain.
   *
   * @return null if the table has no such snapshot
   */
  private @Nullable CommitOutcome doneAllTheSame(Commit commit, RuntimeException thrown) {
    try {
      table.refresh();
    } catch (RuntimeException e) {
      thrown.addSuppressed(e);
      return null; // the files are left over, or needed
    }
    for (Snapshot snapshot : table.snapshots()) {
      if (number.equals(snapshot.summary().get(COMMIT))) {
        return new CommitOutcome.Done(snapshot.snapshotId());
      }
    }
    if (!LakeFailures.isUnanswered(thrown)) {
      discard(commit.added());
    }
    return null;
  }

  private SnapshotUpdate<?> update(Commit commit) {
    return switch (commit.mode()) {
      case APPEND -> {
        AppendFiles append = table.newAppend();
        commit.added().forEach(file -> append.appendFile(toIceberg(file)));
        yield append;
      }
      case OVERWRITE -> {
        OverwriteFiles overwrite = table.newOverwrite();
        commit.added().forEach(file -> overwrite.addFile(toIceberg(file)));
        commit.removed().forEach(file -> overwrite.deleteFile(toIceberg(file)));
        yield overwrite;
      }
      case REPLACE -> {
        RewriteFiles rewrite = table.newRewrite();
        commit.removed().forEach(file -> rewrite.deleteFile(toIceberg(file)));
        commit.added().forEach(file -> rewrite.addFile(toIceberg(file)));
        yield rewrite;
      }
    };
  }

  private void describe(SnapshotUpdate<?> update, Commit commit) {
    update.set(FenceCheck.WRITER, "feature-factory");
    update.set(COMMIT, number);
    commit.summary().forEach(update::set);
    Fence fence = commit.fence();
    if (fence != null) {
      update.set(FenceCheck.SCOPE, fence.scope());
      update.set(FenceCheck.EPOCH, Long.toString(fence.epoch()));
      update.set(FenceCheck.RUN, fence.run());
    }
  }

  private DataFile toIceberg(LakeFile file) {
    return IcebergFiles.toIceberg(file, table.schema(), table.spec());
  }

  private void discard(List<LakeFile> files) {
    StoredFiles stored = StoredFiles.of(warehouse);
    files.forEach(file -> stored.delete(file.path()));
  }
}
