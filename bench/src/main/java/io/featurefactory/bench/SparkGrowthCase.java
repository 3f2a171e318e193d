package io.featurefactory.bench;

import java.util.ArrayList;
import java.util.List;

/** The backfill on Spark of a sixteenth, a quarter and all of the events. */
final class SparkGrowthCase {
  private static final Limit LINEAR = Limit.atMost(1);

  /** Of two sizes whose tasks are as large as tasks become. */
  private static final Limit FLAT = Limit.atMost(1.2);

  private static final List<Integer> PARTS = List.of(16, 4, 1);

  private final Bench bench;
  private final long size;
  private final Month whole;

  SparkGrowthCase(Bench bench, long size, Month whole) {
    this.bench = bench;
    this.size = size;
    this.whole = whole;
  }

  Section measure() {
    List<Month> months = new ArrayList<>();
    List<Entrant> entrants = new ArrayList<>();
    for (int part : PARTS) {
      Month month = part == 1 ? whole : new Month(bench, size / part);
      months.add(month);
      entrants.add(
          new Entrant(
              month.backfillOnSpark("ff backfill on Spark, " + Numbers.count(size / part)),
              month::imported));
    }
    Month small = months.get(0);
    small.history();
    bench.run(small.prepareSpark());
    entrants.add(new Entrant(small.startOnSpark(), small::history));
    for (int place : List.of(1, 2)) {
      String name = "one task at a time, " + Numbers.count(size / PARTS.get(place));
      Month month = months.get(place);
      entrants.add(new Entrant(month.backfillSlowly(name), month::imported));
    }
    List<Figure> figures = bench.alternate(entrants);
    months.stream().filter(month -> month != whole).forEach(month -> month.project().delete());
    Figure start = figures.get(PARTS.size());
    Figure large = figures.get(2);
    return new Section(
        BenchCase.SPARK_GROWTH.word(),
        size,
        "every daily boundary of the 7-day CTR of more and more events, on Spark local[2]",
        figures,
        List.of(
            new Verdict(
                "time of an event, all / a sixteenth of them",
                Spread.ofRatios(large.without(start).runs(), figures.get(0).without(start).runs())
                    .times(1.0 / PARTS.get(0)),
                "",
                LINEAR),
            new Verdict(
                "peak memory with one task, all / a quarter of them",
                Spread.ofRatios(
                    figures.get(5).runs(), figures.get(4).runs(), Measurement::peakBytes),
                "",
                FLAT)),
        List.of(
            "Timed: whole processes; the first ratio is of the times without the start of a session."
                + " Peak memory is that of the driver, in which the tasks run: the one of the log at"
                + " a quarter, four at all events."));
  }
}
