package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SnapshotInfo;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Registry;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What drafts have logged and published before they were replaced: it is not used any more.
 *
 * <p>Found by the names of the tables, so that what a process left behind when it died is freed by
 * the next. The table of the log is dropped last: as long as it is there, something may be left.
 */
public final class ReplacedDrafts {
  private final Project project;
  private final Registry.Snapshot applied;

  /** Of all views that are applied. */
  public ReplacedDrafts(Project project, Registry.Snapshot applied) {
    this.project = project;
    this.applied = applied;
  }

  /** Drops their rows in the stores and in the table of runs, their statistics and their tables. */
  public void free() {
    if (!project.settings().hasWarehouse()) {
      return;
    }
    List<TableId> logs = project.warehouse().tables("log");
    for (AppliedDefinition entry : applied.definitions()) {
      ViewTables tables = entry.tables();
      if (entry.id().kind() == DefinitionId.Kind.VIEW && tables != null) {
        Names names = new Names(entry.id().viewId());
        long revision = names.revision(tables.log());
        logs.stream()
            .map(TableId::name)
            .filter(log -> names.matches(log) && names.revision(log) < revision)
            .forEach(log -> free(entry.id().viewId(), tables, log));
      }
    }
  }

  private void free(ViewId view, ViewTables now, String log) {
    String prefix = log.substring(0, log.length() - Names.LOG.length());
    ViewTables before = new ViewTables(prefix + "_tiles", log, prefix + "_state");
    for (String store : project.settings().online().keySet()) {
      drop(view, project.store(store), before);
    }
    if (project.warehouse().findTable(FeatureTables.log(now)) == null) {
      project.control().statistics().forget(view);
    }
    forgetRuns(view, before);
    if (!inUse(prefix + "_tiles")) {
      project.warehouse().dropTable(FeatureTables.tiles(before));
    }
    project.warehouse().dropTable(FeatureTables.state(before));
    project.warehouse().dropTable(FeatureTables.log(before));
  }

  /** The new draft's runs have greater numbers, but so may have rollbacks to the log before. */
  private void forgetRuns(ViewId view, ViewTables before) {
    LakeTable log = project.warehouse().findTable(FeatureTables.log(before));
    if (log == null || project.warehouse().findTable(ProjectTables.RUNS) == null) {
      return;
    }
    log.history().stream()
        .map(snapshot -> snapshot.summary().get("ff.log.last-run"))
        .filter(Objects::nonNull)
        .mapToLong(Long::parseLong)
        .max()
        .ifPresent(
            last ->
                new RunsTable(project.warehouse(), project.kernel())
                    .forget(view, last, log.history().stream().map(SnapshotInfo::id).toList()));
  }

  /** Drops the view's rows, if they came from that log. */
  private static void drop(ViewId view, OnlineStore store, ViewTables before) {
    OnlineProgress progress = store.findProgress(view);
    String origin = FeatureTables.log(before) + " ";
    if (progress != null && progress.current().origin().startsWith(origin)) {
      try (OnlineWriter writer = store.openWriter()) {
        writer.drop(view);
      }
    }
  }

  private boolean inUse(String tiles) {
    return applied.definitions().stream()
        .map(AppliedDefinition::tables)
        .anyMatch(t -> t != null && tiles.equals(t.tiles()));
  }

  /** The names of the logs that a version of a view has had ({@code docs/spec/registry.md}). */
  private static final class Names {
    static final String LOG = "_log";

    private final Pattern pattern;

    Names(ViewId view) {
      String prefix = Pattern.quote(view.name() + "_v" + view.version());
      this.pattern = Pattern.compile(prefix + "(?:_r([0-9]{1,18}))?" + LOG);
    }

    boolean matches(String log) {
      return pattern.matcher(log).matches();
    }

    /** The revision at which the draft became what logs there; 0 for the first. */
    long revision(String log) {
      Matcher matcher = pattern.matcher(log);
      return matcher.matches() && matcher.group(1) != null ? Long.parseLong(matcher.group(1)) : 0;
    }
  }
}
