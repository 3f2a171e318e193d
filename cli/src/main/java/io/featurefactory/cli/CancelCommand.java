package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.spark.RemoteDriver;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ff cancel}: ends a driver in a cluster. */
@Command(
    name = "cancel",
    description = {
      "Stop a command that runs in a cluster of Spark, as an interrupt would.",
      "What it had done is kept; the same command goes on from there."
    },
    footer = {"", "Example:", "  ff cancel backfill-2026-03-05T080000Z"})
final class CancelCommand extends FactoryCommand {
  @Parameters(index = "0", paramLabel = "JOB", description = "As ff named it when it was detached")
  private String job = "";

  CancelCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer() {
    RemoteDriver.Cancelled cancelled = RemoteDriver.cancel(projectFiles().settings(), job);
    Fields json =
        Fields.of("job", job).with("ended", cancelled.ended()).with("code", cancelled.code());
    return cancelled.ended()
        ? Answer.done(json, Block.Text.of(ended(cancelled)))
        : Answer.of(
            json,
            List.of(),
            List.of(
                "%s was asked to end, and has not yet: its driver waits for the cluster, is busy, or is gone. See ff follow %s"
                    .formatted(job, job)));
  }

  private String ended(RemoteDriver.Cancelled cancelled) {
    String how =
        cancelled.wasDone()
            ? "It was done before that, with code %d.".formatted(cancelled.code())
            : "It has ended.";
    return how + " What it printed: ff follow " + job;
  }
}
