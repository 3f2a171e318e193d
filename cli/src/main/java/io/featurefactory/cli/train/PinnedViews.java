package io.featurefactory.cli.train;

import io.featurefactory.cli.project.AppliedService;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.compute.LatestHistory;
import io.featurefactory.compute.LogPart;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInput;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewId;
import io.featurefactory.training.Availability;
import io.featurefactory.training.Availability.Served;
import io.featurefactory.training.Leak;
import io.featurefactory.training.ViewLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The views of a service as they are at one moment: their logs, and when they were served. */
public final class PinnedViews {
  /** In the place of a store: all that was logged, whatever was published. */
  private static final String LOG = "";

  private final Map<ViewId, ViewLog> logs = new LinkedHashMap<>();
  private final List<ViewPin> pins = new ArrayList<>();
  private final List<Leak> leaks = new ArrayList<>();
  private final long runsSnapshot;

  /** Pins the views as they are now, and when their reference stores had which run. */
  public PinnedViews(Project project, AppliedService service) {
    this(project, service, AsOf.AVAILABILITY, "", null);
  }

  /**
   * Pins the views.
   *
   * @param store whose availability counts, of the views that have it; empty for the reference
   *     store
   * @param at the pins of a manifest; null for the newest of all
   */
  PinnedViews(Project project, AppliedService service, AsOf asOf, String store, @Nullable Pins at) {
    LakeTable runs = project.warehouse().findTable(ProjectTables.RUNS);
    Set<String> stores = new TreeSet<>();
    this.runsSnapshot = at != null ? at.runsSnapshot() : runs == null ? 0 : runs.currentSnapshot();
    if (at != null && runsSnapshot != 0 && (runs == null || !runs.hasSnapshot(runsSnapshot))) {
      throw TrainErrors.gone(
          "snapshot %d of %s".formatted(runsSnapshot, ProjectTables.RUNS), Reproduction.EXPIRED);
    }
    try (KernelSession session = project.kernel().session()) {
      for (AppliedService.Used used : service.views()) {
        AppliedDefinition entry = used.entry();
        AppliedView view = used.view();
        LakeTable log = project.warehouse().findTable(FeatureTables.log(view.tables()));
        ViewPin pin = at == null ? null : at.view(view.view().id());
        view.view().online().forEach(target -> stores.add(target.store()));
        if (pin != null) {
          Reproduction.requireSame(pin, entry, view, log);
        }
        String wanted = store.isEmpty() ? service.service().store() : store;
        String reference = pin == null ? reference(view, wanted) : pin.store();
        List<Served> served =
            log == null || runs == null
                ? List.of()
                : new ServedRuns(session, runs, runsSnapshot)
                    .of(view.view().id(), asOf == AsOf.EVENT_TIME ? LOG : reference);
        long snapshot = log == null ? 0 : pin == null ? log.currentSnapshot() : pin.snapshot();
        SourceInput rows = asOf == AsOf.EVENT_TIME ? ownRows(project, view) : null;
        long cursor = rows == null ? 0 : pin == null ? rows.newest() : pin.rows();
        logs.put(
            view.view().id(),
            rows == null
                ? viewLog(project, view, log, snapshot, asOf, served)
                : rowsThemselves(view, rows, cursor));
        checkAvailability(view);
        pins.add(pin(entry, view, reference, snapshot, served, cursor));
      }
    }
    if (!store.isEmpty() && !stores.contains(store)) {
      throw TrainErrors.unknownStore(store, stores);
    }
  }

  /**
   * What a manifest has pinned.
   *
   * @param runsSnapshot of the table of runs
   */
  record Pins(long runsSnapshot, List<ViewPin> views) {
    Pins {
      views = List.copyOf(views);
    }

    ViewPin view(ViewId id) {
      return views.stream()
          .filter(v -> v.view().equals(id))
          .findFirst()
          .orElseThrow(() -> TrainErrors.manifestLacksView(id));
    }
  }

  /** Rows of a table view without a time of availability may have been known later. */
  private void checkAvailability(AppliedView view) {
    if (view.view().computation() instanceof Computation.Latest latest
        && source(view, latest).availableAt() == null) {
      leaks.add(
          new Leak(
              view.view().id().name() + ".*",
              Leak.Kind.UNKNOWN_AVAILABILITY,
              "source %s has no available_at: its rows count from their event time on, whenever they"
                      .formatted(latest.source())
                  + " were known. State available_at in the source; the event time itself if a row is"
                  + " known at once"));
    }
  }

  private static String reference(AppliedView view, @Nullable String store) {
    List<String> stores = view.view().online().stream().map(OnlineTarget::store).toList();
    return store != null && stores.contains(store) ? store : stores.isEmpty() ? "" : stores.get(0);
  }

  /** The rows of a table view's source; null for views of other kinds. */
  private static @Nullable SourceInput ownRows(Project project, AppliedView view) {
    return view.view().computation() instanceof Computation.Latest latest
        ? project.inputs().open(source(view, latest))
        : null;
  }

  private static Source source(AppliedView view, Computation.Latest latest) {
    return Objects.requireNonNull(view.sources().get(latest.source()));
  }

  private static ViewLog rowsThemselves(AppliedView view, SourceInput rows, long cursor) {
    Computation.Latest latest = (Computation.Latest) view.view().computation();
    ViewSchema schema = view.schema();
    return new ViewLog(
        schema.view(),
        schema.keys(),
        schema.every(),
        features(schema),
        cursor == 0
            ? ViewLog.noRows(schema.keys(), features(schema))
            : LatestHistory.relation(view.view(), latest, source(view, latest), rows, cursor),
        null,
        cursor == 0 ? null : latest.maxAge());
  }

  private static List<ViewLog.Feature> features(ViewSchema schema) {
    return schema.features().stream()
        .map(f -> new ViewLog.Feature(f.name(), f.type(), f.empty()))
        .toList();
  }

  private static ViewLog viewLog(
      Project project,
      AppliedView view,
      @Nullable LakeTable log,
      long snapshot,
      AsOf asOf,
      List<Served> served) {
    ViewSchema schema = view.schema();
    List<LakeFile> files = log == null ? List.of() : log.files(snapshot);
    ViewLog whole =
        new ViewLog(
            schema.view(),
            schema.keys(),
            schema.every(),
            features(schema),
            log == null ? ViewLog.noRows(schema.keys(), features(schema)) : log.relation(files),
            asOf == AsOf.EVENT_TIME ? Availability.byEventTime(served) : Availability.of(served),
            null);
    return log == null || project.tasksRunHere()
        ? whole
        : whole.in(LogPart.ofAbout(LogPart.ROWS_OF_A_TASK, log, files));
  }

  private static ViewPin pin(
      AppliedDefinition entry,
      AppliedView view,
      String store,
      long snapshot,
      List<Served> served,
      long cursor) {
    return new ViewPin(
        view.view().id(),
        entry.definition().meaningHash(),
        store,
        FeatureTables.log(view.tables()),
        snapshot,
        served.stream().mapToLong(Served::run).min().orElse(0),
        served.stream().mapToLong(Served::run).max().orElse(0),
        cursor,
        served.stream().map(Served::finished).min(Comparator.naturalOrder()).orElse(null));
  }

  /** Views of which nobody said when their rows were known. */
  List<Leak> unknownAvailability() {
    return List.copyOf(leaks);
  }

  /** What the views have logged, by view. */
  public Map<ViewId, ViewLog> logs() {
    return logs;
  }

  /** What was pinned, in the order of the service. */
  public List<ViewPin> pins() {
    return List.copyOf(pins);
  }

  /** The snapshot of the table of runs; 0 if there is none. */
  public long runsSnapshot() {
    return runsSnapshot;
  }
}
