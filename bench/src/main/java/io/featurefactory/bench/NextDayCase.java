package io.featurefactory.bench;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** One more day, as a scheduled job computes it, against Spark's query for that day. */
final class NextDayCase {
  private static final Limit OF_SPARK = Limit.atMost(0.2);
  private static final String SPARK_FOLDER = "spark-day";

  private final Bench bench;
  private final long size;
  private final Month month;

  NextDayCase(Bench bench, long size, Month month) {
    this.bench = bench;
    this.size = size;
    this.month = month;
  }

  Section measure() {
    month.nextDay();
    List<Figure> figures = bench.alternate(entrants());
    List<Verdict> verdicts = new ArrayList<>();
    if (Machine.hasSpark()) {
      compare();
      verdicts.add(
          Verdict.ofRatio(
              "ff run / Spark, one day, cold", figures.get(0), figures.get(2), OF_SPARK));
    }
    List<Figure> shown = new ArrayList<>(List.of(month.nextImport()));
    shown.addAll(figures);
    return new Section(
        BenchCase.NEXT_DAY.word(),
        size,
        "one more day of the 7-day CTR, after %d days".formatted(bench.options().days()),
        shown,
        verdicts,
        List.of(
            "Timed: whole cold processes. ff run: from the day's events in the lake to the log; the"
                + " second one has an online store and publishes to it, too. Spark: the files of the"
                + " seven days to a Parquet folder. Not timed: the history, the import (shown)."));
  }

  private List<Entrant> entrants() {
    BenchProject project = month.project();
    LocalDate due = month.events().end().plusDays(1);
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(
        new Entrant(project.run("ff run, to the log", Month.VIEW, due.toString()), month::nextDay));
    entrants.add(
        new Entrant(
            project.run("ff run, log and publish", Month.SERVED, due.toString()), month::nextDay));
    if (Machine.hasSpark()) {
      entrants.add(
          new Entrant(
              Programs.spark(
                  "Spark SQL, one day, cold",
                  Programs.SparkProgram.A_QUERY_A_DAY,
                  project.lake(),
                  due,
                  due,
                  project.output(SPARK_FOLDER)),
              () -> Folders.renew(project.output(SPARK_FOLDER))));
    }
    return entrants;
  }

  /**
   * Spark's rows of the day against the newest values of the log; the last run was the served one.
   */
  private void compare() {
    BenchProject project = month.project();
    RowDigest newest = DuckDb.newest(project.log(Month.SERVED));
    RowDigest spark = DuckDb.day(project.output(SPARK_FOLDER));
    if (!newest.equals(spark)) {
      throw BenchErrors.otherRows("ff run", newest, "Spark", spark);
    }
  }
}
