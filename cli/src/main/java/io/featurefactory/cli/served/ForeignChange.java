package io.featurefactory.cli.served;

import io.featurefactory.lake.SnapshotInfo;

/** A change of a feature log that no run made. */
final class ForeignChange {
  /** What every run says of the boundaries that its commit has. */
  private static final String LAST_BOUNDARY = "ff.log.last";

  private ForeignChange() {}

  static boolean is(SnapshotInfo snapshot) {
    return !snapshot.operation().equals("replace")
        && !snapshot.summary().containsKey(LAST_BOUNDARY);
  }
}
