package io.featurefactory.compute;

import io.featurefactory.lake.Commit;
import io.featurefactory.lake.CommitOutcome;
import io.featurefactory.lake.Fence;
import io.featurefactory.lake.LakeTable;

/**
 * Who writes: the lease of a view, which every commit carries.
 *
 * @param scope name of the view; all its versions share the lease
 * @param epoch of the lease
 */
public record Holder(String scope, long epoch) {

  /**
   * Commits under the lease.
   *
   * @param work key of the work; it enters the table at most once
   * @return the snapshot that holds the work: this commit, or an earlier one of the same work
   */
  long commit(LakeTable table, Commit commit, String work) {
    CommitOutcome outcome = table.commit(commit.fenced(new Fence(scope, epoch, work)));
    if (outcome instanceof CommitOutcome.Done done) {
      return done.snapshot();
    }
    if (outcome instanceof CommitOutcome.AlreadyDone done) {
      return done.snapshot();
    }
    CommitOutcome.Superseded newer = (CommitOutcome.Superseded) outcome;
    throw ComputeErrors.superseded(scope, epoch, newer.newerEpoch());
  }
}
