package io.featurefactory.lake;

/**
 * How a commit ended. A commit that failed for sure, or of which nobody knows, is an exception; see
 * {@link LakeTable#commit}.
 */
public sealed interface CommitOutcome
    permits CommitOutcome.Done, CommitOutcome.AlreadyDone, CommitOutcome.Superseded {

  /** The change is in the table as this snapshot. */
  record Done(long snapshot) implements CommitOutcome {}

  /** The same run of the same scope has committed before; the files were not added. */
  record AlreadyDone(long snapshot) implements CommitOutcome {}

  /** A newer epoch of the same scope is known to the table; the files were not added. */
  record Superseded(long newerEpoch) implements CommitOutcome {}
}
