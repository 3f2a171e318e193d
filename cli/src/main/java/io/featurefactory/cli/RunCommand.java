package io.featurefactory.cli;

import io.featurefactory.cli.materialize.MaterializeReport;
import io.featurefactory.cli.materialize.Materializer;
import io.featurefactory.cli.project.AppliedView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff run}: every due boundary. */
@Command(
    name = "run",
    description = "Compute every due boundary, missed ones first, and publish them.",
    footer = {"", "Example:", "  ff run", "  ff run ad_trend --at 2026-03-02T06:00"})
final class RunCommand extends MaterializeCommand {
  @Parameters(paramLabel = "VIEW", description = "Only these views (default: all)")
  private List<String> views = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "T",
      converter = InstantArgument.class,
      description = "What is due at this instant (default: now)")
  private @Nullable Instant at;

  RunCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  List<String> names() {
    return views;
  }

  @Override
  String verb() {
    return "run";
  }

  @Override
  String idle() {
    return "nothing is due";
  }

  @Override
  void requireSense() {
    if (at != null) {
      requirePast("--at", at);
    }
  }

  @Override
  MaterializeReport materialize(AppliedView view, Materializer materializer) {
    return materializer.run(at == null ? surroundings().clock().instant() : at);
  }
}
