package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.Project;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.LedgerRun.Kind;
import io.featurefactory.model.LedgerRun.Step;
import io.featurefactory.model.Published;
import io.featurefactory.model.RunId;
import io.featurefactory.model.ViewId;
import org.jspecify.annotations.Nullable;

/**
 * What the runs are that stores have of a view: those of the log, and those with a number of their
 * own, which computed nothing: rollbacks, and what ended them. The ledger knows these as soon as
 * they are tried, the table of runs for ever.
 */
public final class StoreRuns {
  private final Project project;
  private final ViewId view;

  public StoreRuns(Project project, ViewId view) {
    this.project = project;
    this.view = view;
  }

  /**
   * True if a store went back to what it has, and was not published to since: runs pass it by until
   * somebody ends that.
   */
  public boolean isRolledBack(String store, Published served) {
    return findOwn(store, served) == Kind.ROLLBACK;
  }

  /**
   * The boundary of the log that a store has, with the run as which it was served; null if nobody
   * knows of such a run.
   */
  LogBoundaries.@Nullable Entry find(LogBoundaries log, String store, Published served) {
    LogBoundaries.Entry logged = log.findRun(served.run());
    if (logged != null && logged.boundary().equals(served.watermark())) {
      return logged;
    }
    LogBoundaries.Entry boundary = log.find(served.watermark());
    Kind kind = boundary == null ? null : findOwn(store, served);
    return boundary == null || kind == null ? null : boundary.servedAs(served.run(), kind);
  }

  /** The kind of a run with a number of its own; null if it is none, or unknown. */
  private @Nullable Kind findOwn(String store, Published served) {
    LedgerRun run = project.control().runs().find(new RunId(view, served.run()));
    return run != null && run.boundary().equals(served.watermark())
        ? isLogged(run) ? null : run.kind()
        : RunsTable.findOwn(project, view, store, served);
  }

  /** True of a run that computed nothing, and served a boundary of the log once more. */
  public static boolean isOwn(LedgerRun run) {
    return run.kind() == Kind.ROLLBACK || (run.current() == Step.PUBLISHED && !isLogged(run));
  }

  private static boolean isLogged(LedgerRun run) {
    return run.steps().stream().anyMatch(step -> step.step() == Step.LOGGED);
  }
}
