package io.featurefactory.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What to measure.
 *
 * @param events sizes, one after the other; each the number of events of a period
 * @param days of the period of history, next-day, memory and start
 * @param windowDays of the period of windows and hourly
 * @param spines numbers of rows of the spines of train, increasing; train-memory takes the last
 * @param runs of each process
 * @param seed of the events
 * @param work folder for events, projects and logs; absolute
 * @param results file of the results as JSON; absolute
 */
record BenchOptions(
    List<Long> events,
    int days,
    int windowDays,
    List<Long> spines,
    int runs,
    Set<BenchCase> cases,
    long seed,
    Path work,
    Path results) {
  static final BenchOptions DEFAULT =
      new BenchOptions(
          List.of(40_000_000L),
          30,
          120,
          List.of(1_000_000L, 3_000_000L, 10_000_000L, 30_000_000L),
          3,
          EnumSet.allOf(BenchCase.class),
          7,
          Path.of("bench/target/work"),
          Path.of("bench/target/results.json"));

  private static final int LEAST_DAYS = 10;
  private static final int LEAST_WINDOW_DAYS = 91;

  BenchOptions {
    events = List.copyOf(events);
    spines = spines.stream().sorted().distinct().toList();
    cases = Set.copyOf(cases);
    work = work.toAbsolutePath().normalize();
    results = results.toAbsolutePath().normalize();
  }

  /**
   * The default, changed by arguments.
   *
   * @throws io.featurefactory.model.FactoryException naming the first argument that is wrong
   */
  static BenchOptions parse(List<String> arguments) {
    BenchOptions options = DEFAULT;
    Iterator<String> left = arguments.iterator();
    while (left.hasNext()) {
      String option = left.next();
      options = options.with(option, left);
    }
    return options;
  }

  private BenchOptions with(String option, Iterator<String> left) {
    List<Long> events = this.events;
    int days = this.days;
    int windowDays = this.windowDays;
    List<Long> spines = this.spines;
    int runs = this.runs;
    Set<BenchCase> cases = this.cases;
    long seed = this.seed;
    Path work = this.work;
    Path results = this.results;
    switch (option) {
      case "--events" -> events = sizes(option, value(option, left));
      case "--days" -> days = (int) number(option, value(option, left), LEAST_DAYS);
      case "--window-days" ->
          windowDays = (int) number(option, value(option, left), LEAST_WINDOW_DAYS);
      case "--spines" -> spines = sizes(option, value(option, left));
      case "--runs" -> runs = (int) number(option, value(option, left), 1);
      case "--only" -> cases = cases(value(option, left));
      case "--seed" -> seed = number(option, value(option, left), 0);
      case "--work" -> work = Path.of(value(option, left));
      case "--results" -> results = Path.of(value(option, left));
      default -> throw BenchErrors.unknownOption(option);
    }
    return new BenchOptions(events, days, windowDays, spines, runs, cases, seed, work, results);
  }

  private static String value(String option, Iterator<String> left) {
    if (!left.hasNext()) {
      throw BenchErrors.badOption(option, "", "a value after it");
    }
    return left.next();
  }

  private static List<Long> sizes(String option, String text) {
    return Arrays.stream(text.split(",", -1)).map(word -> number(option, word, 1_000)).toList();
  }

  private static long number(String option, String text, long least) {
    try {
      long number = Long.parseLong(text.replace("_", ""));
      if (number >= least && (number <= Integer.MAX_VALUE || !option.endsWith("days"))) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw BenchErrors.badOption(option, text, "whole numbers");
    }
    throw BenchErrors.badOption(option, text, "%d or more".formatted(least));
  }

  private static Set<BenchCase> cases(String text) {
    Set<BenchCase> cases = EnumSet.noneOf(BenchCase.class);
    for (String word : text.split(",", -1)) {
      cases.add(BenchCase.of(word));
    }
    return cases;
  }
}
