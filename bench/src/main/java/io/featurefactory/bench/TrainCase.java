package io.featurefactory.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Training sets of spines of growing size, against an as-of join of DuckDB. */
final class TrainCase {
  private static final long SMALL = 3_000_000;
  private static final long LARGE = 30_000_000;
  private static final Limit OF_SMALL = Limit.atMost(1.6);
  private static final Limit OF_LARGE = Limit.atMost(1.3);
  private static final Limit OF_GROWTH = Limit.atMost(1.2);
  private static final long LITTLE_MEMORY = 4L << 30;

  /** What the promises are about; the rest is timed beside it. */
  private static final List<String> ONLY_THE_ROWS = List.of("--no-leak-check", "--no-statistics");

  private static final List<String> WITH_CHECKS = List.of("--label", "clicked");

  private final Bench bench;
  private final long size;
  private final Training training;

  TrainCase(Bench bench, long size, Training training) {
    this.bench = bench;
    this.size = size;
    this.training = training;
  }

  Section measure() {
    training.history();
    List<Sized> measured = new ArrayList<>();
    List<String> notes = new ArrayList<>(List.of(timed()));
    for (long rows : bench.options().spines()) {
      measured.add(new Sized(rows, bench.alternate(entrants(rows))));
      notes.add("The rows of ff and of the as-of join are the same, in order: " + compared());
    }
    notes.add("ff train, seconds for a million rows: " + byMillion(measured));
    return new Section(
        BenchCase.TRAIN.word(),
        size,
        "training sets, with a log of %s rows"
            .formatted(Numbers.count(DuckDb.rows(training.log()))),
        measured.stream().flatMap(sized -> sized.figures().stream()).toList(),
        verdicts(measured),
        notes);
  }

  /**
   * What was measured with a spine.
   *
   * @param figures in the order of {@link #entrants}
   */
  private record Sized(long rows, List<Figure> figures) {
    Figure ours() {
      return figures.get(0);
    }

    Figure theirs() {
      return figures.get(1);
    }
  }

  private List<Entrant> entrants(long rows) {
    Path spine = training.spine(rows);
    String of = ", %s rows".formatted(Numbers.count(rows));
    return List.of(
        new Entrant(
            training.train("ff train" + of, Training.ONE_VIEW, spine, ours(), ONLY_THE_ROWS),
            this::renew),
        new Entrant(training.asOfJoin("ASOF JOIN" + of, spine, theirs()), () -> {}),
        new Entrant(
            training.train(
                "ff train and checks" + of, Training.ONE_VIEW, spine, checked(), WITH_CHECKS),
            () -> {}));
  }

  /** The largest spine with five views and little memory. */
  MemoryCase.Work fiveViews() {
    long rows = bench.options().spines().stream().reduce(0L, Math::max);
    return new MemoryCase.Work(
        BenchCase.TRAIN_MEMORY,
        "a training set of %s rows and five views".formatted(Numbers.count(rows)),
        "ff train",
        LITTLE_MEMORY,
        () -> {
          training.history();
          Path spine = training.spine(rows);
          renew();
          return training.train(
              "ff train", Training.FIVE_VIEWS, spine, ours(), List.of("--label", "clicked"));
        });
  }

  private void renew() {
    Folders.renew(training.project().output("sets"));
  }

  private Path ours() {
    return set("ff.parquet");
  }

  private Path checked() {
    return set("checked.parquet");
  }

  private Path theirs() {
    return set("asof.parquet");
  }

  private Path set(String name) {
    return training.project().output("sets").resolve(name);
  }

  private RowDigest compared() {
    RowDigest ours = DuckDb.inOrder(ours());
    RowDigest theirs = DuckDb.inOrder(theirs());
    if (!ours.equals(theirs)) {
      throw BenchErrors.otherRows("ff train", ours, "the as-of join", theirs);
    }
    return ours;
  }

  private static List<Verdict> verdicts(List<Sized> measured) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Sized sized : measured) {
      Limit limit = limit(sized.rows());
      if (limit != null) {
        verdicts.add(
            Verdict.ofRatio(
                "ff train / ASOF JOIN, %s rows".formatted(Numbers.count(sized.rows())),
                sized.ours(),
                sized.theirs(),
                limit));
      }
    }
    List<Sized> large = measured.stream().filter(sized -> sized.rows() >= SMALL).toList();
    if (large.size() > 1) {
      verdicts.add(growth(large.get(0), large.get(large.size() - 1)));
    }
    return verdicts;
  }

  /** Of small spines mostly the start of a process is measured: nothing is promised. */
  private static @Nullable Limit limit(long rows) {
    return rows >= LARGE ? OF_LARGE : rows >= SMALL ? OF_SMALL : null;
  }

  private static Verdict growth(Sized few, Sized many) {
    return new Verdict(
        "a row of %s / of %s".formatted(Numbers.count(many.rows()), Numbers.count(few.rows())),
        Spread.ofRatios(many.ours().runs(), few.ours().runs())
            .times((double) few.rows() / many.rows()),
        "",
        OF_GROWTH);
  }

  private static String byMillion(List<Sized> measured) {
    return measured.stream()
        .map(
            sized -> {
              Spread wall = Spread.of(sized.ours().runs(), Measurement::wallSeconds);
              return "%s at %s rows"
                  .formatted(
                      Numbers.ratio(wall.median() * 1e6 / sized.rows()),
                      Numbers.count(sized.rows()));
            })
        .collect(Collectors.joining(", "));
  }

  private static String timed() {
    return "Timed: whole processes, from the start of a JVM to its end, and the Parquet file that"
        + " they write (snappy). Both read the same spine and the files of the same log. ff train"
        + " also hashes both files for its manifest; it is without leak check and statistics, and"
        + " with both in the row below. Not timed: history, spines.";
  }
}
