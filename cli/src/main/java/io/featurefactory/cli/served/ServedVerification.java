package io.featurefactory.cli.served;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.cli.train.PinnedViews;
import io.featurefactory.cli.train.ServedRuns;
import io.featurefactory.cli.train.ViewPin;
import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.ResultFolder;
import io.featurefactory.lake.RowAppender;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.ViewId;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.training.Availability;
import io.featurefactory.training.ServedReplay;
import io.featurefactory.training.TrainingPlan;
import io.featurefactory.training.ViewLog;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks up again what was answered, in the log of features: as of the run that each answer named,
 * and as training does, as of the time of asking. Rows are taken a few files at a time, so that
 * memory and room on the disk do not grow with the log.
 */
public final class ServedVerification {
  private static final long ROWS_AT_ONCE = 2_000_000;
  private static final int EXAMPLES = 5;
  private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

  private final Project project;
  private final LoggedService service;
  private final ServicePlan plan;
  private final ServedColumns columns;
  private final ReplayRows rows;
  private final PinnedViews pinned;
  private final String runs;
  private final Verdicts verdicts;

  private ServedVerification(Project project, LoggedService service) {
    this.project = project;
    this.service = service;
    this.plan = service.plan();
    this.columns = new ServedColumns(plan);
    this.rows = new ReplayRows(columns);
    this.pinned = new PinnedViews(project, service.applied());
    this.runs = runs();
    try (KernelSession session = project.kernel().session()) {
      this.verdicts = new Verdicts(plan, columns, histories(session));
    }
  }

  /**
   * What was found of the answers of a service.
   *
   * @param table in which they are kept
   */
  public static ServedFinding verify(
      Project project, LoggedService service, LakeTable table, ServedWindow window) {
    return new ServedVerification(project, service).verify(table, window);
  }

  /**
   * The answers of drafts that were replaced, and of what is not applied any more: there is nothing
   * to compare them with.
   *
   * @param known tables of which somebody knows whose answers they hold
   */
  public static List<ServedFinding> ofNobody(
      Project project, Set<TableId> known, ServedWindow window) {
    List<ServedFinding> findings = new ArrayList<>();
    for (String namespace : List.of(ProjectTables.SERVED, ProjectTables.SERVED_VIEWS)) {
      for (TableId id : project.warehouse().tables(namespace)) {
        LakeTable table = known.contains(id) ? null : project.warehouse().findTable(id);
        if (table != null) {
          findings.add(ofNobody(project, table, window));
        }
      }
    }
    return findings;
  }

  private static ServedFinding ofNobody(Project project, LakeTable table, ServedWindow window) {
    try (KernelSession session = project.kernel().session()) {
      long rows =
          session
              .query(
                  "SELECT count(*) FROM %s WHERE %s"
                      .formatted(
                          table.relation(table.files(table.currentSnapshot())),
                          window.condition("asked_at", "request_id")),
                  row -> row.longValue(0))
              .get(0);
      Map<Cause, ServedFinding.Count> causes =
          rows == 0 ? Map.of() : Map.of(Cause.OTHER_DEFINITION, new ServedFinding.Count(rows, 0));
      String of = table.properties().getOrDefault(ServedTables.OF, table.id().toString());
      return new ServedFinding(
          table.id(), of, rows, 0, List.of(new ServedFinding.Part("all", causes)), List.of());
    }
  }

  /** The table of a service's answers. */
  public static TableId table(LoggedService service) {
    return ServedTables.id(service.plan());
  }

  private ServedFinding verify(LakeTable table, ServedWindow window) {
    for (ColumnSpec column : columns.specs()) {
      if (table.findColumn(column.name()) == null) {
        throw ServedErrors.lacksColumn(table.id(), column.name());
      }
    }
    ServedFinding sum = nothing(table.id());
    List<LakeFile> some = new ArrayList<>();
    long records = 0;
    for (LakeFile file : table.files(table.currentSnapshot())) {
      if (records + file.records() > ROWS_AT_ONCE && !some.isEmpty()) {
        sum = sum.plus(verify(table, some, window), EXAMPLES);
        some.clear();
        records = 0;
      }
      some.add(file);
      records += file.records();
    }
    return some.isEmpty() ? sum : sum.plus(verify(table, some, window), EXAMPLES);
  }

  private ServedFinding nothing(TableId table) {
    List<ServedFinding.Part> parts = new ArrayList<>();
    plan.views()
        .forEach(view -> parts.add(new ServedFinding.Part(view.view().toString(), Map.of())));
    columns.derived().forEach(d -> parts.add(new ServedFinding.Part(d.name(), Map.of())));
    return new ServedFinding(table, plan.toString(), 0, 0, parts, List.of());
  }

  private ServedFinding verify(LakeTable table, List<LakeFile> files, ServedWindow window) {
    try (ResultFolder folder = ResultFolder.make(project.kernel().settings());
        KernelSession session = project.kernel().session()) {
      Path staged = folder.path().resolve("rows.parquet");
      long count =
          session.update(
              "COPY (\n%s\n) TO %s (FORMAT parquet)"
                  .formatted(
                      rows.select(
                          table.relation(files),
                          plan.views().stream().map(view -> boundaries(view.view())).toList(),
                          window.condition(columns.askedAt(), columns.requestId())),
                      SqlText.text(staged.toString())));
      if (count == 0) {
        return nothing(table.id());
      }
      Path asNamed = folder.path().resolve("named.parquet");
      Path asTrained = folder.path().resolve("trained.parquet");
      replay(staged, count, Reading.AS_NAMED).write(project.kernel(), asNamed);
      replay(staged, count, Reading.AS_TRAINED).write(project.kernel(), asTrained);
      return new Comparison(session, table.id(), staged, asNamed, asTrained).finding(count);
    }
  }

  /** Up to where the logs count. */
  private enum Reading {
    /** The boundaries of the runs that answers named. */
    AS_NAMED,
    /** What was served at the time of asking. */
    AS_TRAINED
  }

  private ServedReplay replay(Path staged, long count, Reading reading) {
    Map<ViewId, ViewLog> logs = new LinkedHashMap<>();
    for (int i = 0; i < plan.views().size(); i++) {
      ViewId id = plan.views().get(i).view();
      ViewLog log = Objects.requireNonNull(pinned.logs().get(id));
      logs.put(id, reading == Reading.AS_NAMED ? log.upTo(ReplayRows.boundary(i)) : log);
    }
    return new ServedReplay(
        new TrainingPlan(
            replayed(),
            logs,
            rows.spine(staged, count),
            rows.mapping(),
            new TrainingPlan.Columns(TrainingPlan.Names.FULL, TrainingPlan.Types.EXACT, Set.of()),
            null));
  }

  /** The service with all features that it uses, and with the keys that were used. */
  private FeatureService replayed() {
    FeatureService real = plan.service();
    Map<FeatureRef, Object> defaults = new HashMap<>();
    for (Member member : real.members()) {
      if (member.defaultValue() != null) {
        defaults.put(member.feature(), member.defaultValue());
      }
    }
    return new FeatureService(
        real.name(),
        real.version(),
        "",
        "",
        plan.features().stream().map(f -> new Member(f, defaults.get(f))).toList(),
        Map.of(),
        real.inputs(),
        real.derived(),
        real.store());
  }

  private String runs() {
    LakeTable table = project.warehouse().findTable(ProjectTables.RUNS);
    return table == null
        ? """
          (SELECT '' AS view, 0 AS version, 0 AS run, '' AS store, '' AS kind, NULL::TIMESTAMP AS boundary,
            NULL::TIMESTAMP AS started, NULL::TIMESTAMP AS finished WHERE false)"""
        : table.relation(table.files(pinned.runsSnapshot()));
  }

  /** Of the runs of the log, and of those with which stores served its boundaries once more. */
  private String boundaries(ViewId view) {
    return """
        (SELECT run, max(boundary) AS boundary FROM %1$s WHERE %2$s
          AND boundary IN (SELECT boundary FROM %1$s WHERE %2$s AND store = '') GROUP BY run)"""
        .formatted(runs, of(view));
  }

  private static String of(ViewId view) {
    return "view = %s AND version = %d".formatted(SqlText.text(view.name()), view.version());
  }

  private List<Verdicts.History> histories(KernelSession session) {
    List<Verdicts.History> histories = new ArrayList<>();
    for (var view : plan.views()) {
      ViewPin pin =
          pinned.pins().stream()
              .filter(p -> p.view().equals(view.view()))
              .findFirst()
              .orElseThrow();
      LakeTable log = project.warehouse().findTable(pin.log());
      long newest =
          log == null
              ? 0
              : session
                  .query(
                      "SELECT coalesce(max(run), 0) FROM " + boundaries(view.view()),
                      row -> row.longValue(0))
                  .get(0);
      boolean changed = log != null && log.history().stream().anyMatch(ForeignChange::is);
      histories.add(new Verdicts.History(pin.log().toString(), pin.store(), newest, changed));
    }
    return histories;
  }

  /** Holds rows against their replays, in one session. */
  private final class Comparison {
    private final KernelSession session;
    private final TableId table;
    private final String staged;
    private final String asNamed;

    Comparison(KernelSession session, TableId table, Path staged, Path asNamed, Path asTrained) {
      this.session = session;
      this.table = table;
      this.staged = ReplayRows.relation(staged);
      this.asNamed = ReplayRows.relation(asNamed);
      session.execute(
          "CREATE OR REPLACE TEMP VIEW trained AS FROM " + ReplayRows.relation(asTrained));
    }

    ServedFinding finding(long count) {
      session.execute(
          "CREATE OR REPLACE TEMP TABLE verdict AS\n"
              + verdicts.select(staged, asNamed, "trained"));
      addSteps();
      List<ServedFinding.Part> parts = new ArrayList<>();
      List<ServedFinding.Example> examples = new ArrayList<>();
      for (int view = 0; view < plan.views().size(); view++) {
        session.execute(
            "CREATE OR REPLACE TEMP TABLE causes AS\n"
                + verdicts.causes(view, staged, runs, "steps"));
        String name = plan.views().get(view).view().toString();
        parts.add(part(name, examples, view, null));
      }
      for (int i = 0; i < columns.derived().size(); i++) {
        session.execute(
            "CREATE OR REPLACE TEMP TABLE causes AS SELECT row, %s AS cause, false AS differs FROM verdict"
                .formatted(Verdicts.derivedCauseName(i)));
        parts.add(part(columns.derived().get(i).name(), examples, null, i));
      }
      long changed =
          session
              .query(
                  "SELECT count(*) FROM %s WHERE NOT %s".formatted(staged, ReplayRows.INTACT),
                  row -> row.longValue(0))
              .get(0);
      return new ServedFinding(table, plan.toString(), count, changed, parts, examples);
    }

    /** What each store had when, by the table of runs. */
    private void addSteps() {
      try (RowAppender appender =
          RowAppender.open(
              session,
              "steps",
              List.of(
                  ColumnSpec.required("view", Primitive.BIGINT),
                  ColumnSpec.required("store", Primitive.VARCHAR),
                  ColumnSpec.required("from_time", Primitive.TIMESTAMP),
                  ColumnSpec.required("until_time", Primitive.TIMESTAMP),
                  ColumnSpec.required("run", Primitive.BIGINT)))) {
        LakeTable table = project.warehouse().findTable(ProjectTables.RUNS);
        for (int view = 0; table != null && view < plan.views().size(); view++) {
          ViewId id = plan.views().get(view).view();
          for (String store : stores(id)) {
            try (KernelSession reading = project.kernel().session()) {
              addSteps(
                  appender,
                  view,
                  store,
                  Availability.of(
                      new ServedRuns(reading, table, pinned.runsSnapshot()).of(id, store)));
            }
          }
        }
      }
    }

    private static void addSteps(
        RowAppender appender, long view, String store, Availability availability) {
      List<Availability.Step> steps = availability.steps();
      for (int i = 0; i < steps.size(); i++) {
        Instant until = i + 1 < steps.size() ? steps.get(i + 1).from() : NEVER;
        appender.append(Arrays.asList(view, store, steps.get(i).from(), until, steps.get(i).run()));
      }
    }

    private ServedFinding.Part part(
        String name,
        List<ServedFinding.Example> examples,
        @Nullable Integer view,
        @Nullable Integer derived) {
      Map<Cause, ServedFinding.Count> causes = new TreeMap<>();
      session.forEach(
          "SELECT cause, count(*), count(*) FILTER (WHERE differs) FROM causes GROUP BY cause",
          row ->
              causes.put(
                  Cause.valueOf(String.valueOf(row.string(0))),
                  new ServedFinding.Count(row.longValue(1), row.longValue(2))));
      ServedFinding.Part part = new ServedFinding.Part(name, causes);
      if (part.different() > 0 && examples.size() < EXAMPLES) {
        examples.addAll(
            new ServedExamples(session, verdicts, columns)
                .of(name, view, derived, staged, asNamed, EXAMPLES - examples.size()));
      }
      return part;
    }
  }

  private Set<String> stores(ViewId view) {
    Set<String> stores = new TreeSet<>();
    service.applied().views().stream()
        .map(used -> used.view().view())
        .filter(applied -> applied.id().equals(view))
        .forEach(
            applied -> applied.online().stream().map(OnlineTarget::store).forEach(stores::add));
    return stores;
  }
}
