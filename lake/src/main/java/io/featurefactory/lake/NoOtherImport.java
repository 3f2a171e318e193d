package io.featurefactory.lake;

import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Refuses an import if another one came after the snapshot that it knows: what it holds to be new,
 * and the time at which its rows landed, may be wrong then.
 */
final class NoOtherImport implements CommitCheck {
  private final long known;
  private @Nullable CommitOutcome refusal;

  NoOtherImport(long known) {
    this.known = known;
  }

  @Override
  public boolean validate(Iterable<Snapshot> ancestors) {
    refusal = null;
    for (Snapshot ancestor : ancestors) {
      if (ancestor.snapshotId() == known) {
        return true;
      }
      if (ancestor.summary().containsKey(ImportRecords.COUNT)) {
        refusal = new CommitOutcome.AlreadyDone(ancestor.snapshotId());
        return false;
      }
    }
    return true;
  }

  @Override
  public @Nullable CommitOutcome refusal() {
    return refusal;
  }
}
