package io.featurefactory.lake;

import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/** Refuses nothing. */
record NoCheck() implements CommitCheck {
  @Override
  public boolean validate(Iterable<Snapshot> ancestors) {
    return true;
  }

  @Override
  public @Nullable CommitOutcome refusal() {
    return null;
  }
}
