package io.featurefactory.cli;

import io.featurefactory.cli.materialize.MaterializeReport;
import io.featurefactory.cli.materialize.Materializer;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.model.DefinitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff backfill}: history before the first boundary. */
@Command(
    name = "backfill",
    description = {
      "Compute history: the boundaries before the first one of the log, or all of them.",
      "The newest state goes online."
    },
    footer = {"", "Example:", "  ff backfill ad_trend --from 2026-01-01"})
final class BackfillCommand extends MaterializeCommand {
  @Parameters(paramLabel = "VIEW", description = "Only these views (default: all)")
  private List<String> views = new ArrayList<>();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "T",
      converter = InstantArgument.class,
      description = "The first boundary is the first one from here on")
  private Instant from = Instant.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "T",
      converter = InstantArgument.class,
      description = "The last one is not after this (default: as far as possible)")
  private @Nullable Instant to;

  BackfillCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  List<String> names() {
    return views;
  }

  @Override
  String verb() {
    return "backfill";
  }

  @Override
  String idle() {
    return "nothing to backfill: its log has these boundaries";
  }

  @Override
  List<String> whenBlocked(DefinitionId view) {
    return List.of(
        "Nothing of this backfill was logged; what is online stays.",
        MEND + "run the same ff backfill again");
  }

  @Override
  void requireSense() {
    requirePast("--from", from);
    Instant end = to;
    if (end != null) {
      requirePast("--to", end);
      if (end.isBefore(from)) {
        throw wrongUsage(
            "--to %s is before --from %s (expected: not before it)".formatted(end, from));
      }
    }
  }

  @Override
  MaterializeReport materialize(AppliedView view, Materializer materializer) {
    return materializer.backfill(from, to, surroundings().clock().instant());
  }
}
