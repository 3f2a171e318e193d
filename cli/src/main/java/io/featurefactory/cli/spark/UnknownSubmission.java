package io.featurefactory.cli.spark;

import io.featurefactory.cli.emr.Submission;
import org.jspecify.annotations.Nullable;

/** A driver that was submitted by somebody else to a cluster that cannot be asked about it. */
final class UnknownSubmission implements Submission {
  @Override
  public @Nullable String place() {
    return null;
  }

  @Override
  public State state() {
    return new State(Phase.UNKNOWN, "");
  }

  @Override
  public String advice() {
    return "see the pages of the cluster";
  }

  @Override
  public boolean cancel() {
    return false;
  }

  @Override
  public void close() {
    // nothing is held
  }
}
