package io.featurefactory.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * A training set with its tasks on Spark, against what a team writes for Spark, and against the
 * same without Spark; and one whose spine has a hot key. The start of a session is measured alone
 * and taken off.
 */
final class SparkTrainCase {
  private static final long ROWS = 3_000_000;
  private static final Limit OVER_UNION = Limit.atLeast(3);
  private static final Limit OVER_JOIN = Limit.atLeast(3);
  private static final Limit OF_HOT_KEY = Limit.atMost(1.3);
  private static final List<String> ONLY_THE_ROWS = List.of("--no-leak-check", "--no-statistics");

  private final Bench bench;
  private final long size;
  private final Training training;

  SparkTrainCase(Bench bench, long size, Training training) {
    this.bench = bench;
    this.size = size;
    this.training = training;
  }

  Section measure() {
    training.history();
    bench.run(training.prepareSpark());
    List<Figure> figures = bench.alternate(entrants());
    RowDigest rows = compared();
    Figure start = figures.get(0);
    Figure ours = figures.get(1).without(start);
    Figure hot = figures.get(2).without(start);
    Figure startOfSpark = figures.get(4);
    Figure union = figures.get(5).without(startOfSpark);
    Figure join = figures.get(6).without(startOfSpark);
    return new Section(
        BenchCase.SPARK_TRAIN.word(),
        size,
        "a training set of %s rows with a log of %s, tasks on Spark local[2]"
            .formatted(Numbers.count(ROWS), Numbers.count(DuckDb.rows(training.log()))),
        figures,
        List.of(
            Verdict.ofRatio("Spark, union and window / ff train on Spark", union, ours, OVER_UNION),
            Verdict.ofRatio("Spark, range join / ff train on Spark", join, ours, OVER_JOIN),
            Verdict.ofRatio("one hot key in the spine / none", hot, ours, OF_HOT_KEY)),
        List.of(
            "Timed: whole processes, and the files that they write; the ratios are of the times"
                + " without the start of a session. ff train writes one file in the order of the"
                + " spine, Spark a folder in any order.",
            "The rows of all are the same: " + rows));
  }

  private List<Entrant> entrants() {
    Path spine = training.spine(ROWS);
    Path hot = training.hotSpine(ROWS);
    return List.of(
        new Entrant(training.startOnSpark(), this::renew),
        ours("ff train on Spark", spine, set("spark.parquet")),
        ours("ff train on Spark, one hot key", hot, set("hot.parquet")),
        new Entrant(
            training.train("ff train", Training.ONE_VIEW, spine, set("ff.parquet"), ONLY_THE_ROWS),
            () -> {}),
        theirs("Spark, nothing to do", "", spine),
        theirs("Spark SQL, union and window", "as_of_union.sql", spine),
        theirs("Spark SQL, range join", "as_of_join.sql", spine));
  }

  private Entrant ours(String name, Path spine, Path out) {
    return new Entrant(
        training.trainOnSpark(name, Training.ONE_VIEW, spine, out, ONLY_THE_ROWS), () -> {});
  }

  private Entrant theirs(String name, String query, Path spine) {
    Path out = set("of-spark-" + query);
    return new Entrant(training.asOfOnSpark(name, query, spine, out), () -> Folders.renew(out));
  }

  private void renew() {
    Folders.renew(training.project().output("sets"));
  }

  private Path set(String name) {
    return training.project().output("sets").resolve(name);
  }

  private RowDigest compared() {
    RowDigest ours = DuckDb.anyOrder(set("spark.parquet"));
    if (!DuckDb.inOrder(set("spark.parquet")).equals(DuckDb.inOrder(set("ff.parquet")))) {
      throw BenchErrors.otherRows(
          "ff train on Spark", ours, "ff train", DuckDb.anyOrder(set("ff.parquet")));
    }
    for (String query : List.of("as_of_union.sql", "as_of_join.sql")) {
      RowDigest theirs = DuckDb.anyOrder(set("of-spark-" + query).resolve("set/*.parquet"));
      if (!ours.equals(theirs)) {
        throw BenchErrors.otherRows("ff train on Spark", ours, query, theirs);
      }
    }
    return ours;
  }
}
