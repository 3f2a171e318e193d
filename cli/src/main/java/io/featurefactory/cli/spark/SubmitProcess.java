package io.featurefactory.cli.spark;

import io.featurefactory.cli.emr.Submission;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A driver that a {@code spark-submit} on this machine waits for. */
final class SubmitProcess implements Submission {
  private final Process process;
  private final String pages;
  private final Path log;

  /**
   * Starts it.
   *
   * @param pages where the cluster tells of drivers
   * @param log of what submits it
   */
  SubmitProcess(ProcessBuilder submit, String pages, Path log) {
    this.pages = pages;
    this.log = log;
    try {
      this.process =
          submit
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw SparkErrors.cannotStart(submit.command().get(0), e);
    }
  }

  @Override
  public @Nullable String place() {
    return null;
  }

  @Override
  public State state() {
    return process.isAlive()
        ? new State(Phase.RUNNING, "")
        : new State(Phase.ENDED, "spark-submit: code " + process.exitValue());
  }

  @Override
  public String advice() {
    return "see " + pages + " and " + log;
  }

  @Override
  public boolean cancel() {
    return false; // of a driver in the cluster the process knows too little
  }

  /** The driver has told its end seconds before the process learns of it. */
  @Override
  public void close() {
    process.destroy();
  }
}
