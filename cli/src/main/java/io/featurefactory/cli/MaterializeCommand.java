package io.featurefactory.cli;

import io.featurefactory.cli.materialize.MaterializeReport;
import io.featurefactory.cli.materialize.Materializer;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** A command that does something with views, one after the other. */
abstract class MaterializeCommand extends ProjectCommand {
  MaterializeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** The views as they are named; empty for all. */
  abstract List<String> names();

  /** What is done, for progress: {@code run}. */
  abstract String verb();

  /** What is said of a view for which there was nothing to compute. */
  abstract String idle();

  /** Does it with one view. */
  abstract MaterializeReport materialize(AppliedView view, Materializer materializer);

  /** Fails if the options make no sense, before anything is done. */
  void requireSense() {}

  /** Values of boundaries that have not come yet would be served, and be wrong when they come. */
  final void requirePast(String option, Instant instant) {
    Instant now = surroundings().clock().instant();
    if (instant.isAfter(now)) {
      throw wrongUsage(
          "%s %s is in the future (expected: not after now, %s)"
              .formatted(option, instant, now.truncatedTo(ChronoUnit.SECONDS)));
    }
  }

  @Override
  final Answer answer(Project project) {
    requireSense();
    Catalog catalog = new Catalog(project.control().registry().load());
    List<AppliedDefinition> views = catalog.views(names());
    if (views.isEmpty()) {
      throw CliErrors.nothingApplied();
    }
    MaterializeAnswer answer = new MaterializeAnswer();
    for (AppliedDefinition entry : views) {
      String label = verb() + " " + entry.id();
      progress().begin(label);
      try {
        AppliedView view = files().resolve(entry, catalog.snapshot());
        Materializer materializer = new Materializer(project, view, new ProgressWatch(progress()));
        MaterializeReport report = materialize(view, materializer);
        answer.add(report, idle());
        progress().end(summary(report));
      } catch (FactoryException e) {
        if (e.kind() == FactoryException.Kind.INTERNAL) {
          throw e;
        }
        progress().end("failed");
        answer.addFailure(entry.id(), e);
        if (e instanceof DiskFullException) {
          break; // for the others there is no room either
        }
      }
    }
    return answer.answer();
  }

  private String summary(MaterializeReport report) {
    if (report.computed().isEmpty()) {
      return idle();
    }
    return report.blocked() == null
        ? "%s, %s read, %s logged"
            .formatted(
                boundaries(report.logged().size()),
                Texts.count(report.events(), "event"),
                Texts.count(report.changed(), "row"))
        : "BLOCKED by a check";
  }

  private static String boundaries(int count) {
    return count == 1 ? "1 boundary" : Texts.count(count) + " boundaries";
  }
}
