package io.featurefactory.bench;

import io.featurefactory.bench.Programs.SparkProgram;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All boundaries of the period with the tasks on Spark, against what a team writes for Spark and
 * against the same tasks without Spark. The start of a session is measured alone and taken off.
 */
final class SparkCase {
  /** Promised beside a query of 8.4 s a day, which is nearer to this one. */
  private static final Limit OVER_DAYS_AND_RATIO = Limit.atLeast(10);

  private static final Limit OVER_A_QUERY_A_DAY = Limit.atLeast(8);
  private static final Limit OVER_TILES_AND_WINDOW = Limit.atLeast(3.5);
  private static final Limit OF_LOCAL = Limit.atMost(1.4);

  private final Bench bench;
  private final long size;
  private final Month month;

  /** The rows that tasks on Spark have logged last. */
  private @Nullable RowDigest onSpark;

  SparkCase(Bench bench, long size, Month month) {
    this.bench = bench;
    this.size = size;
    this.month = month;
  }

  Section measure() {
    month.history();
    bench.run(month.prepareSpark());
    List<Figure> figures = bench.alternate(entrants());
    RowDigest rows = compared();
    Figure start = figures.get(0);
    Figure ours = figures.get(1).without(start);
    Figure local = figures.get(2);
    Figure startOfSpark = figures.get(3);
    Figure tiles = figures.get(4).without(startOfSpark);
    Figure days = figures.get(5).without(startOfSpark);
    Figure shortest = figures.get(6).without(startOfSpark);
    return new Section(
        BenchCase.SPARK.word(),
        size,
        "every daily boundary of the 7-day CTR over %d days, tasks on Spark local[2]"
            .formatted(bench.options().days()),
        figures,
        List.of(
            Verdict.ofRatio(
                "Spark, days and ratio, a query a day / ff backfill on Spark",
                days,
                ours,
                OVER_DAYS_AND_RATIO),
            Verdict.ofRatio(
                "Spark, the shortest query a day / ff backfill on Spark",
                shortest,
                ours,
                OVER_A_QUERY_A_DAY),
            Verdict.ofRatio(
                "Spark, tiles and window / ff backfill on Spark",
                tiles,
                ours,
                OVER_TILES_AND_WINDOW),
            Verdict.ofRatio("ff backfill on Spark / ff backfill", ours, local, OF_LOCAL)),
        List.of(
            "Timed: whole processes. The ratios are of the times without the start of a session,"
                + " which is that of ff on Spark for ff on Spark, and that of Spark for Spark SQL;"
                + " that of ff alone, less than a second, counts.",
            "The rows of ff on Spark, of ff alone and of Spark's tiles are the same: " + rows));
  }

  private List<Entrant> entrants() {
    LocalDate first = month.events().firstBoundary();
    LocalDate last = month.events().end();
    return List.of(
        new Entrant(month.startOnSpark(), month::history),
        new Entrant(month.backfillOnSpark("ff backfill on Spark"), month::imported),
        new Entrant(month.backfill("ff backfill", Month.VIEW), this::goBack),
        spark("Spark, nothing to do", SparkProgram.A_QUERY_A_DAY, last, first),
        spark("Spark SQL, tiles and window", SparkProgram.TILES_AND_WINDOW, first, last),
        spark("Spark SQL, days and ratio, a query a day", SparkProgram.DAYS_AND_RATIO, first, last),
        spark("Spark SQL, the shortest query a day", SparkProgram.A_QUERY_A_DAY, first, last));
  }

  private Entrant spark(String name, SparkProgram program, LocalDate first, LocalDate last) {
    Path out = month.project().output(program.name());
    return new Entrant(
        Programs.spark(name, program, month.project().lake(), first, last, out),
        () -> Folders.renew(out));
  }

  /** When the log is that of the tasks on Spark. */
  private void goBack() {
    onSpark = log();
    month.imported();
  }

  private RowDigest log() {
    return DuckDb.history(month.project().log(Month.VIEW), "feature_time", "ctr_7d");
  }

  private RowDigest compared() {
    RowDigest local = log();
    RowDigest spark = Objects.requireNonNull(onSpark);
    if (!local.equals(spark)) {
      throw BenchErrors.otherRows("ff backfill", local, "ff backfill on Spark", spark);
    }
    Path out = month.project().output(SparkProgram.TILES_AND_WINDOW.name());
    RowDigest tiles = DuckDb.history(out, "boundary", "ctr_7d");
    if (!local.equals(tiles)) {
      throw BenchErrors.otherRows("ff backfill", local, "Spark's tiles and window", tiles);
    }
    return local;
  }
}
