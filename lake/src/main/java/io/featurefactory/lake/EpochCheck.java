package io.featurefactory.lake;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/** Refuses to raise a fence over which a newer epoch is. */
final class EpochCheck implements CommitCheck {
  private final BaseTable table;
  private final String scope;
  private final long epoch;
  private @Nullable CommitOutcome refusal;

  EpochCheck(BaseTable table, String scope, long epoch) {
    this.table = table;
    this.scope = scope;
    this.epoch = epoch;
  }

  @Override
  public boolean validate(Iterable<Snapshot> ancestors) {
    long newest = FenceCheck.newestEpoch(table.operations().current(), scope);
    refusal = newest > epoch ? new CommitOutcome.Superseded(newest) : null;
    return refusal == null;
  }

  @Override
  public @Nullable CommitOutcome refusal() {
    return refusal;
  }
}
