package io.featurefactory.cli;

import io.featurefactory.cli.materialize.MaterializeReport;
import io.featurefactory.cli.materialize.Materializer;
import io.featurefactory.cli.materialize.TaskWatch;
import io.featurefactory.cli.materialize.Verification;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.ProgressLine;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.control.Plan;
import io.featurefactory.demo.DemoSettings;
import io.featurefactory.demo.DemoSource;
import io.featurefactory.demo.EventFile;
import io.featurefactory.demo.FileFormat;
import io.featurefactory.demo.Marketplace;
import io.featurefactory.lake.ImportOptions;
import io.featurefactory.lake.Importer;
import io.featurefactory.model.Registry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;

/** The way of the demo: every step does what the command of the same name does, and is timed. */
final class Demo {
  private static final long SEED = 42;
  private static final int LOOKUPS = 20_000;

  /** The view whose lookups are measured. */
  private static final String MEASURED = "ad_performance";

  private final ProjectFiles files;
  private final Clock clock;
  private final Project.Schedulers schedulers;
  private final ProgressLine progress;
  private final Path shown;
  private final List<List<String>> steps = new ArrayList<>();
  private final Instant begun;

  /**
   * A demo.
   *
   * @param files of the project, which is there
   * @param schedulers of its tasks
   * @param shown the project's folder as the user named it
   */
  Demo(
      ProjectFiles files,
      Clock clock,
      Project.Schedulers schedulers,
      ProgressLine progress,
      Path shown) {
    this.files = files;
    this.clock = clock;
    this.schedulers = schedulers;
    this.progress = progress;
    this.shown = shown;
    this.begun = clock.instant();
  }

  /** Fails if there is no such marketplace; an older demo is still whole then. */
  static void requirePossible(long events, int days, LocalDate today) {
    DemoSettings.of(SEED, events, days, today.minusDays(days));
  }

  /** Fails if the registry is one of another project, or of another demo. */
  static void requireNew(Registry registry) {
    if (registry.load().revision() > 0) {
      throw CliErrors.demoPlaceTaken();
    }
  }

  /**
   * Goes the whole way, with a history that ends yesterday.
   *
   * @param environment of the project; empty for none
   */
  Answer run(long events, int days, String environment) {
    LocalDate today = LocalDate.ofInstant(begun, ZoneOffset.UTC);
    LocalDate first = today.minusDays(days);
    Instant midnight = today.atStartOfDay(ZoneOffset.UTC).toInstant();
    try (Project project = new Project(files.settings(), clock, schedulers)) {
      requireNew(project.control().registry());
      List<EventFile> written = generate(events, days, first);
      LocalDate lastDay = today.minusDays(1);
      load(project, "the lake", written.stream().filter(f -> f.day().isBefore(lastDay)).toList());
      List<AppliedView> views = apply(project);
      Instant from = first.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant yesterday = midnight.minus(Duration.ofDays(1));
      step(
          project, "history", views, v -> materializer(project, v).backfill(from, null, yesterday));
      List<EventFile> late = written.stream().filter(f -> !f.day().isBefore(lastDay)).toList();
      load(project, "a later day, with late events", late);
      step(project, "every due boundary", views, v -> materializer(project, v).run(begun));
      DemoLookups lookups = DemoLookups.measure(project, named(views, MEASURED), LOOKUPS);
      long proven = verify(project, views);
      return report(views, lookups, proven, environment);
    }
  }

  private static AppliedView named(List<AppliedView> views, String name) {
    return views.stream().filter(v -> v.view().id().name().equals(name)).findFirst().orElseThrow();
  }

  private List<EventFile> generate(long events, int days, LocalDate first) {
    Instant start = clock.instant();
    progress.begin("make a marketplace's events");
    DemoSettings settings = DemoSettings.of(SEED, events, days, first);
    Marketplace.Target target =
        new Marketplace.Target(
            files.folder().resolve("data"),
            FileFormat.CSV,
            Runtime.getRuntime().availableProcessors());
    List<EventFile> written =
        Marketplace.of(settings)
            .write(target, 0, days, (done, of) -> progress.at(done / (double) of));
    long rows = written.stream().mapToLong(EventFile::rows).sum();
    done("events made", rows, "rows in " + written.size() + " files", start);
    return written;
  }

  private void load(Project project, String what, List<EventFile> events) {
    Instant start = clock.instant();
    progress.begin("import " + what);
    Importer importer = new Importer(project.warehouse(), project.kernel(), clock);
    long rows = 0;
    for (DemoSource source : DemoSource.values()) {
      List<Path> paths =
          events.stream().filter(f -> f.source() == source).map(EventFile::path).toList();
      rows +=
          importer
              .importFiles(
                  source.table(),
                  files.sourcesOf(source.table()),
                  paths,
                  ImportOptions.defaults(),
                  (file, index, count, fraction) -> progress.at((index + fraction) / count))
              .rows();
    }
    done("imported: " + what, rows, "rows", start);
  }

  private List<AppliedView> apply(Project project) {
    Instant start = clock.instant();
    progress.begin("apply the definitions");
    Registry registry = project.control().registry();
    Registry.Snapshot before = registry.load();
    Plan plan = ProjectPlan.of(before, files.definitions(before.definitions()));
    registry.apply(plan.request("ff demo"));
    Registry.Snapshot applied = registry.load();
    List<AppliedView> views =
        new Catalog(applied)
            .views(List.of()).stream().map(entry -> files.resolve(entry, applied)).toList();
    long features = views.stream().mapToLong(v -> v.view().features().size()).sum();
    done("definitions applied", features, "features in " + views.size() + " views", start);
    return views;
  }

  private static Materializer materializer(Project project, AppliedView view) {
    return new Materializer(project, view, TaskWatch.NONE);
  }

  private interface Work {
    MaterializeReport of(AppliedView view);
  }

  private void step(Project project, String what, List<AppliedView> views, Work work) {
    Instant start = clock.instant();
    progress.begin("compute " + what);
    AtomicInteger done = new AtomicInteger();
    List<MaterializeReport> reports =
        AtOnce.forEach(
            project.kernel().settings().concurrency(),
            views,
            view -> {
              MaterializeReport report = work.of(view);
              progress.at(done.incrementAndGet() / (double) views.size());
              return report;
            });
    long boundaries = sum(reports, r -> r.logged().size());
    long rows = sum(reports, MaterializeReport::changed);
    done(
        "computed and published: " + what,
        rows,
        "changes at " + Texts.count(boundaries) + " boundaries",
        start);
  }

  private static long sum(List<MaterializeReport> reports, ToLongFunction<MaterializeReport> of) {
    return reports.stream().mapToLong(of).sum();
  }

  /** The number of online rows that were compared; an error if one differs. */
  private long verify(Project project, List<AppliedView> views) {
    Instant start = clock.instant();
    progress.begin("verify every online value");
    long compared = 0;
    for (AppliedView view : views) {
      Verification.Finding finding = new Verification(project, view).verify("default");
      if (!finding.holds()) {
        throw CliErrors.demoDiffers(view.view().id(), finding.examples());
      }
      compared += finding.compared();
    }
    done("verified", compared, "online rows equal the log", start);
    return compared;
  }

  private void done(String what, long count, String unit, Instant start) {
    Duration took = Duration.between(start, clock.instant());
    progress.end(Texts.count(count) + " " + unit);
    steps.add(List.of(what, Texts.count(count), unit, Texts.elapsed(took)));
  }

  private Answer report(
      List<AppliedView> views, DemoLookups lookups, long proven, String environment) {
    Duration took = Duration.between(begun, clock.instant());
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            List.of(
                Column.text("step"),
                Column.number("count"),
                Column.text("of"),
                Column.number("took")),
            steps));
    blocks.add(
        Block.Prose.of(
            "%s lookups of one key in this process: median %s, 99 of 100 under %s."
                .formatted(Texts.count(lookups.count()), lookups.median(), lookups.ninetyNinth()),
            "All in %s. The events are made up; the project is in %s."
                .formatted(Texts.elapsed(took), shown)));
    List<String> next = new ArrayList<>();
    next.add(
        environment.isEmpty() ? "Try next:" : "Try next, each with --env " + environment + ":");
    next.add("  cd " + shown);
    next.add("  ff get " + lookups.view() + " " + lookups.exampleKey());
    next.add("  ff serve                        answers lookups over HTTP; docs/serving.md");
    next.add("  ff show ad_trend                what is known about a view");
    next.add("  ff plan --sql ad_trend          the SQL that runs");
    next.add("  ff sql \"SELECT * FROM log.ad_trend_v1_log ORDER BY ad_trend_72h DESC LIMIT 5\"");
    next.add("  ff verify                       proves again that what is served is the log");
    next.add("  ff train search_ranking --spine spine.sql --label clicked --out train.parquet");
    next.add("  ff evaluate search_ranking --spine spine.sql --label clicked --group page_id");
    next.add("                                  what each feature is worth to a ranking model");
    blocks.add(new Block.Text(next));
    Fields json =
        Fields.of("folder", files.folder().toString())
            .with("views", views.size())
            .with("verified_rows", proven)
            .with("lookup_median_micros", lookups.medianNanos() / 1_000.0)
            .with("lookup_p99_micros", lookups.ninetyNinthNanos() / 1_000.0)
            .with("seconds", took.toMillis() / 1_000.0);
    return Answer.done(json, blocks);
  }
}
