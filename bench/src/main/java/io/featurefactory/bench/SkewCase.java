package io.featurefactory.bench;

import java.util.List;

/** The same backfill on Spark, of as many events, where one key has three in ten of them. */
final class SkewCase {
  private static final Limit OF_HOT_KEY = Limit.atMost(1.3);

  private final Bench bench;
  private final long size;
  private final Month plain;
  private final Month hot;

  SkewCase(Bench bench, long size, Month plain, Month hot) {
    this.bench = bench;
    this.size = size;
    this.plain = plain;
    this.hot = hot;
  }

  Section measure() {
    hot.imported();
    plain.history();
    bench.run(plain.prepareSpark());
    List<Figure> figures =
        bench.alternate(
            List.of(
                new Entrant(plain.startOnSpark(), plain::history),
                new Entrant(plain.backfillOnSpark("ff backfill on Spark"), plain::imported),
                new Entrant(
                    hot.backfillOnSpark("ff backfill on Spark, one hot key"), hot::imported)));
    Figure start = figures.get(0);
    return new Section(
        BenchCase.SKEW.word(),
        size,
        "every daily boundary of the 7-day CTR, one key with 30 % of all events",
        figures,
        List.of(
            Verdict.ofRatio(
                "one hot key / none",
                figures.get(2).without(start),
                figures.get(1).without(start),
                OF_HOT_KEY)),
        List.of(
            "Timed: whole processes; the ratio is of the times without the start of a session."));
  }
}
