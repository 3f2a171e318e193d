package io.featurefactory.lake;

import org.apache.iceberg.SnapshotAncestryValidator;
import org.jspecify.annotations.Nullable;

/** Looks, at every attempt of a commit, at the snapshots that it builds on. */
interface CommitCheck extends SnapshotAncestryValidator {
  /** Why the last attempt was refused; null if it was not. */
  @Nullable CommitOutcome refusal();
}
