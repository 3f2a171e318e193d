package io.featurefactory.cli;

import io.featurefactory.cli.materialize.MaterializeReport;
import io.featurefactory.cli.materialize.Materializer;
import io.featurefactory.cli.materialize.TaskWatch;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A command that does something with views, several at once. */
abstract class MaterializeCommand extends ProjectCommand {
  static final String MEND =
      "Import what is missing or correct the definition or its check (ff apply), then ";

  private volatile boolean diskFull;

  MaterializeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean computes() {
    return true;
  }

  /** The views as they are named; empty for all. */
  abstract List<String> names();

  /** What is done, for progress: {@code run}. */
  abstract String verb();

  /** What is said of a view for which there was nothing to compute. */
  abstract String idle();

  /** What became of a boundary that a check held back, and what to do about it. */
  List<String> whenBlocked(DefinitionId view) {
    return List.of(
        "This boundary and those after it wait; the last good values stay online.",
        MEND + "ff " + verb() + " " + view.name());
  }

  /** Does it with one view. */
  abstract MaterializeReport materialize(AppliedView view, Materializer materializer);

  /** Fails if the options make no sense, before anything is done. */
  void requireSense() {}

  /** Does what comes before all views. */
  void prepare(Project project) {}

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
  final void requireSense(Project project) {
    requireSense();
    views(new Catalog(project.control().registry().load()));
  }

  private List<AppliedDefinition> views(Catalog catalog) {
    List<AppliedDefinition> views = catalog.views(names());
    if (views.isEmpty()) {
      throw CliErrors.nothingApplied();
    }
    return views;
  }

  @Override
  final Answer answer(Project project) {
    requireSense();
    Catalog catalog = new Catalog(project.control().registry().load());
    List<AppliedDefinition> views = views(catalog);
    prepare(project);
    progress()
        .begin(
            views.size() == 1
                ? verb() + " " + views.get(0).id()
                : verb() + " " + Texts.count(views.size(), "view"));
    AtomicInteger done = new AtomicInteger();
    List<Consumer<MaterializeAnswer>> outcomes =
        AtOnce.forEach(
            project.viewsAtOnce(),
            views,
            entry -> {
              Consumer<MaterializeAnswer> outcome =
                  materialize(project, catalog, entry, views.size());
              progress().at((double) done.incrementAndGet() / views.size());
              return outcome;
            });
    progress().clear();
    MaterializeAnswer answer = new MaterializeAnswer();
    outcomes.forEach(outcome -> outcome.accept(answer));
    return answer.answer();
  }

  /** What one view adds to the answer; only a fault of the product ends the command. */
  private Consumer<MaterializeAnswer> materialize(
      Project project, Catalog catalog, AppliedDefinition entry, int count) {
    if (diskFull) {
      return answer -> {}; // there is no room for this view either
    }
    String label = verb() + " " + entry.id();
    long started = System.nanoTime();
    try {
      AppliedView view = files().resolve(entry, catalog.snapshot());
      TaskWatch watch = new ProgressWatch(progress(), count);
      MaterializeReport report = materialize(view, new Materializer(project, view, watch));
      progress().part(label, summary(report), since(started));
      return answer -> answer.add(report, idle(), whenBlocked(entry.id()));
    } catch (FactoryException e) {
      if (e.kind() == FactoryException.Kind.INTERNAL) {
        throw e;
      }
      if (e instanceof DiskFullException) {
        diskFull = true;
      }
      progress().part(label, "failed", since(started));
      return answer -> answer.addFailure(entry.id(), e);
    }
  }

  private static Duration since(long started) {
    return Duration.ofNanos(System.nanoTime() - started);
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
