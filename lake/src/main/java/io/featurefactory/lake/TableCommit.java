package io.featurefactory.lake;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.events.CreateSnapshotEvent;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;

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

  private final TableId id;
  private final BaseTable table;
  private final WarehouseSettings warehouse;

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
    try {
      SnapshotUpdate<?> update = update(commit);
      describe(update, commit);
      update.scanManifestsWith(THREADS);
      update.writeManifestsWith(THREADS, THREAD_COUNT);
      update.validateWith(
          commit.mode() == Commit.Mode.OVERWRITE
              ? new RemovedFilesThere(id, table, commit.removed(), check)
              : check);
      update.commit();
      return new CommitOutcome.Done(((CreateSnapshotEvent) update.updateEvent()).snapshotId());
    } catch (CommitStateUnknownException e) {
      throw LakeErrors.commitUnknown(id, e);
    } catch (ValidationException e) {
      CommitOutcome refusal = check.refusal();
      discard(commit.added());
      if (refusal != null) {
        return refusal;
      }
      throw LakeErrors.removedFilesGone(id, e);
    } catch (RuntimeException e) {
      discard(commit.added());
      throw LakeFailures.ofCommit(id, warehouse, e);
    }
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

  private static void describe(SnapshotUpdate<?> update, Commit commit) {
    update.set(FenceCheck.WRITER, "feature-factory");
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

  private static void discard(List<LakeFile> files) {
    files.forEach(StagedFiles::delete);
  }
}
