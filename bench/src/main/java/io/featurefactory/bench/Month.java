package io.featurefactory.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The project of the 7-day CTR over a period of days, in the states that cases start from. A state
 * is made when it is first asked for; afterwards the project is in it.
 */
final class Month {
  /** The view whose history and next day are measured; offline. */
  static final String VIEW = "ad_ctr";

  /** The same with an online store. */
  static final String SERVED = "ad_ctr_served";

  private static final String IMPORTED = "imported";
  private static final String HISTORY = "history";
  private static final String NEXT_DAY = "next-day";

  private final Bench bench;
  private final EventFiles events;
  private final BenchProject project;
  private @Nullable Figure imports;
  private @Nullable Figure nextImport;

  Month(Bench bench, long size) {
    this(bench, "month-" + size, events(bench.options(), size));
  }

  private Month(Bench bench, String name, EventFiles events) {
    this.bench = bench;
    this.events = events;
    this.project =
        BenchProject.create(bench.options().work().resolve(name), "month.yaml", bench.launcher());
  }

  private static EventFiles events(BenchOptions options, long size) {
    return EventFiles.make(options.work(), options.seed(), size, options.days());
  }

  /** As many events, of which one key has three in ten. */
  static Month withHotKey(Bench bench, long size) {
    BenchOptions options = bench.options();
    return new Month(
        bench,
        "month-hot-" + size,
        EventFiles.makeWithHotKey(options.work(), options.seed(), size, options.days()));
  }

  BenchProject project() {
    return project;
  }

  EventFiles events() {
    return events;
  }

  /** The events of the period are in the lake, nothing is computed. */
  void imported() {
    if (!project.states().has(IMPORTED)) {
      bench.run(project.ff("ff apply", "apply"));
      Launch launch = project.importing("ff import, the period's files", events.period());
      imports = new Figure(launch.name(), List.of(bench.run(launch)));
      project.states().save(IMPORTED);
    }
    project.states().restore(IMPORTED);
  }

  /** What the import of the period took; after {@link #imported}. */
  Figure imports() {
    return made(imports);
  }

  /** Every boundary of the period is logged, the newest values are online. */
  void history() {
    if (!project.states().has(HISTORY)) {
      imported();
      bench.run(backfill("ff backfill, both views", VIEW, SERVED));
      project.states().save(HISTORY);
    }
    project.states().restore(HISTORY);
  }

  /** The same, and the events of the next day are in the lake. */
  void nextDay() {
    if (!project.states().has(NEXT_DAY)) {
      history();
      Launch launch = project.importing("ff import, the day's file", List.of(events.nextDay()));
      nextImport = new Figure(launch.name(), List.of(bench.run(launch)));
      project.states().save(NEXT_DAY);
    }
    project.states().restore(NEXT_DAY);
  }

  /** What the import of the next day took; after {@link #nextDay}. */
  Figure nextImport() {
    return made(nextImport);
  }

  /** The history of the whole period. */
  Launch backfill(String name, String... views) {
    return project.backfill(
        name, List.of(views), events.firstBoundary().toString(), events.end().toString());
  }

  /** The same with its tasks on Spark. */
  Launch backfillOnSpark(String name) {
    return project.onSpark(backfill(name, VIEW));
  }

  /** The same, one task after the other. */
  Launch backfillSlowly(String name) {
    return project.onSparkSlowly(backfill(name, VIEW));
  }

  /** What a session of Spark costs: after {@link #history} no boundary is due. */
  Launch startOnSpark() {
    return project.startOnSpark(VIEW, events.end() + "T00:00:00Z");
  }

  /** After {@link #history}: what Spark needs is there afterwards. */
  Launch prepareSpark() {
    return project.prepareSpark(VIEW, events.end() + "T00:00:00Z");
  }

  private static Figure made(@Nullable Figure figure) {
    if (figure == null) {
      throw new IllegalStateException("figure: not measured (expected: its state was made)");
    }
    return figure;
  }
}
