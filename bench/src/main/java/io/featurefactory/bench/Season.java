package io.featurefactory.bench;

import java.time.LocalDateTime;
import java.util.List;

/**
 * The project of short and long windows over a long period. A state is made when it is first asked
 * for; afterwards the project is in it.
 */
final class Season {
  private static final String IMPORTED = "imported";
  private static final String NEXT_DAY = "next-day";
  private static final String NEXT_HOUR = "next-hour";

  /** The hour whose end is the boundary of the hourly run: a busy one. */
  private static final int HOUR = 12;

  private static final int HOURLY_HISTORY_DAYS = 2;

  private final Bench bench;
  private final EventFiles events;
  private final BenchProject project;

  Season(Bench bench, long size) {
    this.bench = bench;
    BenchOptions options = bench.options();
    this.events = EventFiles.make(options.work(), options.seed(), size, options.windowDays());
    this.project =
        BenchProject.create(
            options.work().resolve("season-" + size), "season.yaml", bench.launcher());
  }

  BenchProject project() {
    return project;
  }

  /** Every daily boundary of the period is logged, the events of the next day are in the lake. */
  void nextDay() {
    if (!project.states().has(NEXT_DAY)) {
      imported();
      bench.run(
          project.backfill(
              "ff backfill, daily views",
              List.of("day_7d", "day_90d"),
              events.firstBoundary().toString(),
              events.end().toString()));
      bench.run(project.importing("ff import, the day's file", List.of(events.nextDay())));
      project.states().save(NEXT_DAY);
    }
    project.states().restore(NEXT_DAY);
  }

  /** The daily boundary that is due after {@link #nextDay}. */
  String dueDay() {
    return events.end().plusDays(1).toString();
  }

  /**
   * The hourly boundaries of two days until noon after the period are logged, the events of the
   * next hour are in the lake.
   */
  void nextHour() {
    if (!project.states().has(NEXT_HOUR)) {
      imported();
      bench.run(project.importing("ff import, the morning", List.of(events.nextDay(0, HOUR))));
      LocalDateTime noon = events.end().atTime(HOUR, 0);
      bench.run(
          project.backfill(
              "ff backfill, hourly views",
              List.of("hour_2d", "hour_30d"),
              noon.minusDays(HOURLY_HISTORY_DAYS).toString(),
              noon.toString()));
      bench.run(project.importing("ff import, the hour", List.of(events.nextDay(HOUR, HOUR + 1))));
      project.states().save(NEXT_HOUR);
    }
    project.states().restore(NEXT_HOUR);
  }

  /** The hourly boundary that is due after {@link #nextHour}. */
  String dueHour() {
    return events.end().atTime(HOUR + 1, 0).toString();
  }

  private void imported() {
    if (!project.states().has(IMPORTED)) {
      bench.run(project.ff("ff apply", "apply"));
      bench.run(project.importing("ff import, the period's files", events.period()));
      project.states().save(IMPORTED);
    }
    project.states().restore(IMPORTED);
  }
}
