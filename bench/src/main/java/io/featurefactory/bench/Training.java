package io.featurefactory.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The project of views over a period of days whose logs training sets are joined with, and the
 * spines. A spine is made by DuckDB when it is first asked for.
 */
final class Training {
  /** A service of one view. */
  static final String ONE_VIEW = "one_view";

  /** A service of views with different keys and hops, that one among them. */
  static final String FIVE_VIEWS = "five_views";

  private static final String VIEW = "ad_in_category";
  private static final List<String> VIEWS = List.of(VIEW, "ad", "seller", "category", "user");
  private static final String HISTORY = "history";

  private final Bench bench;
  private final EventFiles events;
  private final BenchProject project;

  Training(Bench bench, long size) {
    this.bench = bench;
    BenchOptions options = bench.options();
    this.events = EventFiles.make(options.work(), options.seed(), size, options.days());
    this.project =
        BenchProject.create(
            options.work().resolve("train-" + size), "train.yaml", bench.launcher());
  }

  BenchProject project() {
    return project;
  }

  /** Every boundary of the period is logged. */
  void history() {
    if (!project.states().has(HISTORY)) {
      bench.run(project.ff("ff apply", "apply"));
      bench.run(project.importing("ff import, the period's files", events.period()));
      bench.run(
          project.backfill(
              "ff backfill, five views",
              VIEWS,
              events.firstBoundary().toString(),
              events.end().toString()));
      project.states().save(HISTORY);
    }
  }

  /** The log of the view of {@link #ONE_VIEW}. */
  Path log() {
    return project.log(VIEW);
  }

  /** A file of so many impressions; after {@link #history}. */
  Path spine(long rows) {
    Path impressions = project.output("impressions.parquet");
    if (!Files.exists(impressions)) {
      Folders.renew(project.output(""));
      make("impressions.sql", Map.of("lake", project.lake(), "out", impressions));
    }
    Path spine = project.output("spine-%d.parquet".formatted(rows));
    if (!Files.exists(spine)) {
      make("spine.sql", Map.of("impressions", impressions, "rows", rows, "out", spine));
    }
    return spine;
  }

  /** The same, but that three rows in ten are of one key. */
  Path hotSpine(long rows) {
    Path spine = spine(rows);
    Path hot = project.output("spine-%d-hot.parquet".formatted(rows));
    if (!Files.exists(hot)) {
      make("hot_spine.sql", Map.of("spine", spine, "out", hot));
    }
    return hot;
  }

  /** What a session of Spark costs: after {@link #history} no boundary is due. */
  Launch startOnSpark() {
    return project.startOnSpark(VIEW, events.end() + "T00:00:00Z");
  }

  /** After {@link #history}: what Spark needs is there afterwards. */
  Launch prepareSpark() {
    return project.prepareSpark(VIEW, events.end() + "T00:00:00Z");
  }

  private void make(String script, Map<String, Object> values) {
    bench.run(Programs.handSql("DuckDB, " + script, script, values, bench.launcher()));
  }

  /** A training set of a service, in place of the file that is there. */
  Launch train(String name, String service, Path spine, Path out, List<String> options) {
    List<String> arguments =
        new ArrayList<>(List.of("train", service, "--spine", spine.toString(), "--overwrite"));
    arguments.addAll(List.of("--out", out.toString()));
    arguments.addAll(options);
    return project.ff(name, arguments.toArray(String[]::new));
  }

  /** The same with its tasks on Spark. */
  Launch trainOnSpark(String name, String service, Path spine, Path out, List<String> options) {
    return project.onSpark(train(name, service, spine, out, options));
  }

  /**
   * The same rows by Spark's SQL.
   *
   * @param query a resource; empty for the start of a session and nothing else
   */
  Launch asOfOnSpark(String name, String query, Path spine, Path out) {
    return Programs.sparkAsOf(name, query, spine, log(), out);
  }

  /** The same rows by an as-of join of DuckDB. */
  Launch asOfJoin(String name, Path spine, Path out) {
    return Programs.handSql(
        name,
        "training_set.sql",
        Map.of("spine", spine, "log", log(), "out", out),
        bench.launcher());
  }
}
