package io.featurefactory.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All boundaries of the period at once, against hand-written SQL and against Spark. */
final class HistoryCase {
  private static final Limit OF_HAND_SQL = Limit.atMost(1.5);
  private static final Limit OVER_SPARK = Limit.atLeast(8);

  private final Bench bench;
  private final long size;
  private final Month month;

  HistoryCase(Bench bench, long size, Month month) {
    this.bench = bench;
    this.size = size;
    this.month = month;
  }

  Section measure() {
    month.imported();
    List<Figure> figures = bench.alternate(entrants());
    Figure factory = figures.get(0);
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(
        Verdict.ofRatio("ff backfill / hand-written SQL", factory, figures.get(1), OF_HAND_SQL));
    if (Machine.hasSpark()) {
      verdicts.add(
          Verdict.ofRatio(
              "Spark, a query a day / ff backfill", figures.get(2), factory, OVER_SPARK));
    }
    List<Figure> shown = new ArrayList<>(List.of(month.imports()));
    shown.addAll(figures);
    return new Section(
        BenchCase.HISTORY.word(),
        size,
        "every daily boundary of the 7-day CTR over %d days".formatted(bench.options().days()),
        shown,
        verdicts,
        notes(compared()));
  }

  private List<Entrant> entrants() {
    BenchProject project = month.project();
    EventFiles events = month.events();
    List<Entrant> entrants = new ArrayList<>();
    entrants.add(new Entrant(month.backfill("ff backfill", Month.VIEW), month::imported));
    entrants.add(
        new Entrant(
            Programs.handSql(
                "hand-written SQL, DuckDB",
                "ctr_history.sql",
                Map.of(
                    "lake",
                    project.lake(),
                    "last_boundary",
                    events.end(),
                    "out",
                    project.output("hand").resolve("history.parquet")),
                bench.launcher()),
            () -> Folders.renew(project.output("hand"))));
    if (Machine.hasSpark()) {
      entrants.add(
          new Entrant(
              Programs.spark(
                  "Spark SQL, a query a day, one process",
                  Programs.SparkProgram.A_QUERY_A_DAY,
                  project.lake(),
                  events.firstBoundary(),
                  events.end(),
                  project.output("spark-days")),
              () -> Folders.renew(project.output("spark-days"))));
    }
    return entrants;
  }

  /**
   * The log of the last backfill against the file of the last script: the same rows, or no result.
   */
  private RowDigest compared() {
    BenchProject project = month.project();
    RowDigest log = DuckDb.history(project.log(Month.VIEW), "feature_time", "ctr_7d");
    RowDigest hand = DuckDb.history(project.output("hand"), "boundary", "ctr_7d");
    if (!log.equals(hand)) {
      throw BenchErrors.otherRows("ff backfill", log, "the hand-written SQL", hand);
    }
    if (Machine.hasSpark()) {
      String last = month.events().end().toString();
      RowDigest newest = DuckDb.newest(project.log(Month.VIEW));
      RowDigest spark = DuckDb.day(project.output("spark-days").resolve(last));
      if (!newest.equals(spark)) {
        throw BenchErrors.otherRows("ff backfill of " + last, newest, "Spark", spark);
      }
    }
    return log;
  }

  private List<String> notes(RowDigest rows) {
    return List.of(
        "Timed: whole processes, from the start of a JVM to its end, and the files that they write:"
            + " ff its tiles, log and state (zstd), the SQL its rows (zstd), Spark a folder a day"
            + " (snappy). All read the Parquet files of the same lake. Not timed: making the CSV"
            + " files, ff apply, going back to the state before.",
        "The rows of ff and of the hand-written SQL are the same: " + rows);
  }
}
