package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.FeatureRows;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.Published;
import io.featurefactory.model.RunId;
import io.featurefactory.online.PublishSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings stores up to the log of a view, or back to what they served before, under the view's
 * lease; and records what they served when.
 */
final class StorePublishing {
  private final Project project;
  private final AppliedView applied;
  private final FeatureView view;
  private final ViewLease lease;
  private final PublishSettings settings;
  private final TaskWatch watch;
  private final LogBoundaries boundaries;
  private final LogRows rows;
  private final RunsTable table;
  private final StoreRuns runs;
  private final ServedRunNumbers numbers;

  StorePublishing(
      Project project,
      AppliedView applied,
      ViewLease lease,
      PublishSettings settings,
      TaskWatch watch,
      LogBoundaries boundaries,
      FeatureRows rows) {
    this.project = project;
    this.applied = applied;
    this.view = applied.view();
    this.lease = lease;
    this.settings = settings;
    this.watch = watch;
    this.boundaries = boundaries;
    this.rows = new LogRows(project.kernel(), view, rows);
    this.table = new RunsTable(project.warehouse(), project.kernel());
    this.runs = new StoreRuns(project, view.id());
    this.numbers =
        new ServedRunNumbers(
            new RunNumbers(project.control().runs(), view.id(), view.every()),
            record(),
            Math.max(
                boundaries.greatestRun(), RunsTable.greatestRun(project.warehouse(), view.id())));
  }

  private RunRecord record() {
    return new RunRecord(project.control().runs(), project.clock(), view.id(), lease.epoch());
  }

  /** Publishes what the stores lack, or everything. */
  Map<String, StoreReport> publish(
      List<String> stores, Materializer.Extent extent, Materializer.RolledBack rolledBack) {
    recordFound(stores);
    Map<String, StoreReport> reports = new LinkedHashMap<>();
    Map<String, List<Published>> done = new LinkedHashMap<>();
    for (String name : stores) {
      watch.publishing(view.id(), name);
      StoreReport report = publication(name).publish(extent, rolledBack);
      reports.put(name, report);
      done.put(name, report.published());
      report.published().forEach(this::tellPublished);
    }
    table.complete(view, boundaries, done, runs, lease.epoch());
    return reports;
  }

  /**
   * Takes stores back. Those that have gone back already stay, as long as there is another one, or
   * the process that did it died before it was recorded. Nothing is changed if one cannot go back.
   */
  Map<String, StoreReport> rollBack(List<String> stores) {
    if (stores.isEmpty()) {
      throw MaterializeErrors.noStores(view.id());
    }
    Set<String> found = recordFound(stores);
    Map<String, Published> there = new LinkedHashMap<>();
    for (String name : stores) {
      Published served = publication(name).findRolledBack();
      if (served != null) {
        there.put(name, served);
      }
    }
    found.retainAll(there.keySet());
    if (there.size() == stores.size() && found.isEmpty()) {
      throw MaterializeErrors.rolledBackAlready(view.id(), there);
    }
    Map<String, StoreReport> reports = new LinkedHashMap<>();
    for (String name : stores) {
      Published served = there.get(name);
      reports.put(
          name,
          served == null
              ? goBack(name)
              : new StoreReport(
                  Materializer.Extent.ROLLBACK,
                  0,
                  0,
                  found.contains(name) ? List.of(served) : List.of(),
                  served));
    }
    return reports;
  }

  private StoreReport goBack(String name) {
    watch.publishing(view.id(), name);
    StoreReport report = publication(name).goBack();
    table.complete(view, boundaries, Map.of(name, report.published()), runs, lease.epoch());
    report.published().forEach(this::tellPublished);
    return report;
  }

  private Publication publication(String store) {
    return new Publication(
        applied,
        rows,
        boundaries,
        project.store(store),
        runs,
        table.greatestRun(view.id(), store, boundaries.origin()),
        numbers,
        settings,
        project.publishesByTasks(store)
            ? new PublishTasks(
                project.scheduler(), applied, project.storeAddress(store), settings, lease)
            : null,
        lease,
        project.clock());
  }

  /** Records what a process did not before it died. */
  private Set<String> recordFound(List<String> stores) {
    lease.requireHeld();
    Map<String, List<Published>> now = publishedNow(stores);
    Set<String> found = table.complete(view, boundaries, now, runs, lease.epoch());
    now.forEach(
        (store, published) -> {
          if (lease.wasAbandoned() || found.contains(store)) {
            published.forEach(this::tellPublished);
          }
        });
    return found;
  }

  private void tellPublished(Published run) {
    record().published(new RunId(view.id(), run.run()), run);
    project.control().registry().published(view.id(), applied.tables(), run.finished());
  }

  /**
   * What each store has of the view now. Of a run that was not recorded, since its process died, it
   * is known only that it is finished by now.
   */
  private Map<String, List<Published>> publishedNow(List<String> stores) {
    Map<String, List<Published>> now = new LinkedHashMap<>();
    for (String name : stores) {
      OnlineProgress progress = project.store(name).findProgress(view.id());
      if (progress != null) {
        now.put(
            name, List.of(progress.current().published().finishedBy(project.clock().instant())));
      }
    }
    return now;
  }
}
