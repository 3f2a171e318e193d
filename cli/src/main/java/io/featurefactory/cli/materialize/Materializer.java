package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.compute.FeatureEngine;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.compute.LogHead;
import io.featurefactory.compute.Progress;
import io.featurefactory.compute.Schedule;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RunId;
import io.featurefactory.model.ViewTables;
import io.featurefactory.online.PublishSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes one view through its steps, under its lease: events, tiles, log, stores.
 *
 * <p>What is to be done is found in the tables and in the stores; the run ledger is only told. Each
 * step can be repeated, so that after any failure the same call goes on where it was.
 */
public final class Materializer {
  private static final long MOST_BOUNDARIES = 200_000;

  private final Project project;
  private final AppliedView applied;
  private final FeatureView view;
  private final TaskWatch watch;
  private final PublishSettings publishing;

  /**
   * For a view.
   *
   * @param watch is told what goes on
   */
  public Materializer(Project project, AppliedView applied, TaskWatch watch) {
    this(project, applied, watch, PublishSettings.defaults());
  }

  private Materializer(
      Project project, AppliedView applied, TaskWatch watch, PublishSettings publishing) {
    this.project = project;
    this.applied = applied;
    this.view = applied.view();
    this.watch = watch;
    this.publishing = publishing;
  }

  /** The same, which publishes no faster. */
  public Materializer publishing(PublishSettings settings) {
    return new Materializer(project, applied, watch, settings);
  }

  /** Computes and publishes the boundaries that are due at an instant. */
  public MaterializeReport run(Instant now) {
    return underLease(
        session -> {
          List<Instant> due = Schedule.due(view, session.engine().head(), now);
          return due.isEmpty() ? List.of() : List.of(run(session, due));
        },
        stores(),
        Extent.NEW_ROWS,
        RolledBack.STAYS);
  }

  /**
   * Computes history and publishes; what the log has already is not computed again.
   *
   * @param to null for as far as possible
   */
  public MaterializeReport backfill(Instant from, @Nullable Instant to, Instant now) {
    return underLease(
        session -> {
          LogHead head = session.engine().head();
          requireFew(from, now);
          List<Instant> wanted = Schedule.backfill(view, head, from, to, now);
          if (wanted.isEmpty() && head == null) {
            throw MaterializeErrors.nothingToBackfill(
                view.id(), from, Schedule.newestDue(view, now));
          }
          return wanted.isEmpty() ? List.of() : List.of(backfill(session, wanted));
        },
        stores(),
        Extent.NEW_ROWS,
        RolledBack.STAYS);
  }

  /** A mistyped year must not fill the table of runs with boundaries without events. */
  private void requireFew(Instant from, Instant now) {
    long boundaries = Duration.between(from, now).dividedBy(view.every());
    if (boundaries > MOST_BOUNDARIES) {
      throw MaterializeErrors.tooManyBoundaries(
          view.id(), from, boundaries, view.every(), MOST_BOUNDARIES);
    }
  }

  /** Publishes what the log has to one store, or to all stores of the view; or takes them back. */
  public MaterializeReport publish(@Nullable String store, Extent extent, RolledBack rolledBack) {
    return underLease(
        session -> {
          if (session.engine().head() == null) {
            throw MaterializeErrors.nothingLogged(view.id());
          }
          return List.of();
        },
        store == null ? stores() : List.of(store),
        extent,
        rolledBack);
  }

  /** What a publish brings to a store. */
  public enum Extent {
    /** What the log has and the store has not. */
    NEW_ROWS,
    /** Everything, beside what is served, which it replaces. */
    WHOLE_STATE,
    /** What it served before its rows were written anew the last time. */
    ROLLBACK
  }

  /** What becomes of a store that was taken back to what it served before. */
  public enum RolledBack {
    /** It is left alone. */
    STAYS,
    /** It is brought up to the log. */
    ENDS
  }

  /** The engine of the view and the lease under which it writes. */
  private record Session(FeatureEngine engine, ViewLease lease) {}

  private interface Work {
    List<Progress> in(Session session);
  }

  private MaterializeReport underLease(
      Work work, List<String> stores, Extent extent, RolledBack rolledBack) {
    try (ViewLease lease = lease()) {
      FeatureEngine engine = Engines.of(project, applied, watch, lease.epoch());
      if (lease.wasAbandoned()) {
        takeOver(engine, lease);
      }
      Session session = new Session(engine, lease);
      List<Progress> progress = work.in(session);
      Map<String, StoreReport> published =
          engine.head() == null ? Map.of() : publish(session, stores, extent, rolledBack);
      lease.requireHeld();
      return new MaterializeReport(view.id(), progress, published);
    }
  }

  private Map<String, StoreReport> publish(
      Session session, List<String> stores, Extent extent, RolledBack rolledBack) {
    StorePublishing publishing =
        new StorePublishing(
            project,
            applied,
            session.lease(),
            this.publishing,
            watch,
            boundaries(),
            session.engine().rows());
    return switch (extent) {
      case NEW_ROWS, WHOLE_STATE -> publishing.publish(stores, extent, rolledBack);
      case ROLLBACK -> publishing.rollBack(stores);
    };
  }

  /** The registry may be a new one, whose epochs begin anew: those of the tables count. */
  private ViewLease lease() {
    ViewTables tables = applied.tables();
    long logged = newestEpoch(List.of(FeatureTables.log(tables)));
    ViewLease lease = lease(0);
    if (logged < lease.epoch()) {
      return lease;
    }
    try (lease) {
      logged =
          newestEpoch(
              Stream.concat(FeatureTables.all(tables).stream(), Stream.of(ProjectTables.RUNS))
                  .toList());
    }
    return lease(logged);
  }

  private ViewLease lease(long above) {
    return ViewLease.acquire(
        project.control().leases(),
        view.id().name(),
        project.settings().lease(),
        above,
        project.clock());
  }

  private long newestEpoch(List<TableId> tables) {
    return tables.stream()
        .map(project.warehouse()::findTable)
        .filter(Objects::nonNull)
        .mapToLong(table -> table.newestEpoch(view.id().name()))
        .max()
        .orElse(0);
  }

  /** Shuts out who held the lease before, and tells the ledger how far it came. */
  private void takeOver(FeatureEngine engine, ViewLease lease) {
    List<TableId> tables = new ArrayList<>(engine.tables());
    tables.add(ProjectTables.RUNS);
    lease.fence(project.warehouse(), tables);
    record(lease.epoch()).settle(boundaries(), run -> isServed(run.id().number()));
  }

  /** False also where a store does not answer: who publishes to it finds it out. */
  private boolean isServed(long run) {
    return stores().stream().anyMatch(store -> servedRun(store) == run);
  }

  /** The run that a store has; 0 for none, and if it does not answer. */
  private long servedRun(String store) {
    try {
      OnlineProgress progress = project.store(store).findProgress(view.id());
      return progress == null ? 0 : progress.run();
    } catch (FactoryException e) {
      return 0;
    }
  }

  private Progress run(Session session, List<Instant> boundaries) {
    RunRecord record = record(session.lease().epoch());
    long firstRun = firstRun(session, boundaries);
    record.planned(LedgerRun.Kind.RUN, boundaries, firstRun);
    try {
      Progress progress = session.engine().run(boundaries, firstRun, record::logged);
      record.ran(progress);
      return progress;
    } catch (RuntimeException e) {
      record.failed(e, logAfter(e));
      throw e;
    }
  }

  private Progress backfill(Session session, List<Instant> boundaries) {
    RunRecord record = record(session.lease().epoch());
    long firstRun = firstRun(session, boundaries);
    record.planned(LedgerRun.Kind.BACKFILL, boundaries, firstRun);
    try {
      Progress progress = session.engine().backfill(boundaries, firstRun);
      record.backfilled(progress);
      return progress;
    } catch (RuntimeException e) {
      record.failed(e, logAfter(e));
      throw e;
    }
  }

  private @Nullable LogBoundaries logAfter(RuntimeException failure) {
    try {
      return boundaries();
    } catch (FactoryException e) {
      failure.addSuppressed(e);
      return null;
    }
  }

  private LogBoundaries boundaries() {
    LakeTable log = project.warehouse().loadTable(FeatureTables.log(applied.tables()));
    return LogBoundaries.of(log, view.every());
  }

  private long firstRun(Session session, List<Instant> boundaries) {
    LogHead head = session.engine().head();
    return new RunNumbers(project.control().runs(), view.id(), view.every())
        .first(boundaries.get(0), greatestRun(head == null ? 0 : head.lastRun()));
  }

  /**
   * The greatest number that was given to a run. The ledger knows it; only where it does not know
   * the log's last run, because it was lost, stores are asked, too.
   */
  private long greatestRun(long logged) {
    long recorded = Math.max(logged, RunsTable.greatestRun(project.warehouse(), view.id()));
    boolean lost =
        logged > 0 && project.control().runs().find(new RunId(view.id(), logged)) == null;
    return lost
        ? Math.max(recorded, stores().stream().mapToLong(this::servedRun).max().orElse(0))
        : recorded;
  }

  private RunRecord record(long epoch) {
    return new RunRecord(project.control().runs(), project.clock(), view.id(), epoch);
  }

  private List<String> stores() {
    return view.online().stream().map(OnlineTarget::store).toList();
  }
}
