package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.spark.RemoteDriver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ff follow}: what a driver in a cluster prints. */
@Command(
    name = "follow",
    description = {
      "Print what a command prints that runs in a cluster of Spark, until it ends.",
      "Exits with its exit code. What it printed is kept for a week."
    },
    footer = {"", "Example:", "  ff follow backfill-2026-03-05T080000Z"})
final class FollowCommand extends FactoryCommand {
  @Parameters(index = "0", paramLabel = "JOB", description = "As ff named it when it was detached")
  private String job = "";

  FollowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** The answer is that of the job, whole. */
  @Override
  Integer elsewhere() {
    return RemoteDriver.follow(
        projectFiles().settings(), job, surroundings().out(), surroundings().err());
  }

  @Override
  Answer answer() {
    throw new IllegalStateException("follow has no answer of its own");
  }
}
