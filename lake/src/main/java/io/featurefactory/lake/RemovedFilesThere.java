package io.featurefactory.lake;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Refuses an overwrite whose old files another writer has replaced already: Iceberg checks that for
 * a rewrite only, and would add the new files beside those of the other writer.
 */
final class RemovedFilesThere implements CommitCheck {
  private final TableId id;
  private final BaseTable table;
  private final List<LakeFile> removed;
  private final CommitCheck first;

  RemovedFilesThere(TableId id, BaseTable table, List<LakeFile> removed, CommitCheck first) {
    this.id = id;
    this.table = table;
    this.removed = removed;
    this.first = first;
  }

  @Override
  public boolean validate(Iterable<Snapshot> ancestors) {
    if (!first.validate(ancestors)) {
      return false;
    }
    Set<String> missing = new HashSet<>();
    removed.forEach(file -> missing.add(file.path()));
    Iterator<Snapshot> newest = ancestors.iterator();
    if (!missing.isEmpty() && newest.hasNext()) {
      new TableFiles(id, table)
          .at(newest.next().snapshotId())
          .forEach(file -> missing.remove(file.path()));
    }
    return missing.isEmpty();
  }

  @Override
  public @Nullable CommitOutcome refusal() {
    return first.refusal();
  }

  @Override
  public String errorMessage() {
    return first.refusal() == null ? "the files were replaced" : first.errorMessage();
  }
}
