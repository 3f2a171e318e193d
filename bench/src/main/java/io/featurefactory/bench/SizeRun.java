package io.featurefactory.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** All cases that were asked for, at one size. */
final class SizeRun {
  private static final Set<BenchCase> OF_MONTH =
      EnumSet.of(
          BenchCase.HISTORY,
          BenchCase.NEXT_DAY,
          BenchCase.MEMORY,
          BenchCase.START,
          BenchCase.SPARK,
          BenchCase.SPARK_MEMORY,
          BenchCase.SPARK_GROWTH,
          BenchCase.SKEW);

  private static final Set<BenchCase> OF_SEASON = EnumSet.of(BenchCase.WINDOWS, BenchCase.HOURLY);
  private static final Set<BenchCase> OF_TRAINING =
      EnumSet.of(BenchCase.TRAIN, BenchCase.TRAIN_MEMORY, BenchCase.SPARK_TRAIN);

  private final Bench bench;
  private final long size;
  private final List<Section> sections = new ArrayList<>();

  SizeRun(Bench bench, long size) {
    this.bench = bench;
    this.size = size;
  }

  /** Measures, and prints each case when it is there. Its projects are gone afterwards. */
  List<Section> measure() {
    if (bench.options().cases().stream().anyMatch(OF_MONTH::contains)) {
      month();
    }
    if (bench.options().cases().stream().anyMatch(OF_SEASON::contains)) {
      season();
    }
    if (bench.options().cases().stream().anyMatch(OF_TRAINING::contains)) {
      training();
    }
    measure(BenchCase.METADATA, () -> new MetadataCase(bench, size).measure());
    measure(BenchCase.STORE, () -> new StoreCase(bench, size).measure());
    measure(BenchCase.SERVE, () -> new ServeCase(bench, size).measure());
    measure(BenchCase.INGEST, () -> new IngestCase(bench, size).measure());
    return sections;
  }

  private void month() {
    bench.say("events of %d days".formatted(bench.options().days()));
    Month month = new Month(bench, size);
    measure(BenchCase.HISTORY, () -> new HistoryCase(bench, size, month).measure());
    measure(BenchCase.NEXT_DAY, () -> new NextDayCase(bench, size, month).measure());
    measure(BenchCase.MEMORY, () -> new MemoryCase(bench, size, backfill(month)).measure());
    measure(BenchCase.START, () -> new StartCase(bench, size, month).measure());
    if (Machine.hasSpark()) {
      measure(BenchCase.SPARK, () -> new SparkCase(bench, size, month).measure());
      measure(BenchCase.SPARK_MEMORY, () -> new MemoryCase(bench, size, onSpark(month)).measure());
      measure(BenchCase.SPARK_GROWTH, () -> new SparkGrowthCase(bench, size, month).measure());
      measure(BenchCase.SKEW, () -> skew(month));
    }
    month.project().delete();
  }

  private Section skew(Month month) {
    Month hot = Month.withHotKey(bench, size);
    Section section = new SkewCase(bench, size, month, hot).measure();
    hot.project().delete();
    return section;
  }

  private MemoryCase.Work backfill(Month month) {
    return new MemoryCase.Work(
        BenchCase.MEMORY,
        "the backfill of %d days".formatted(bench.options().days()),
        "backfill",
        2L << 30,
        () -> {
          month.imported();
          return month.backfill("ff backfill", Month.VIEW);
        });
  }

  private MemoryCase.Work onSpark(Month month) {
    return new MemoryCase.Work(
        BenchCase.SPARK_MEMORY,
        "the backfill of %d days, driver and tasks of Spark".formatted(bench.options().days()),
        "backfill",
        2L << 30,
        () -> {
          month.history();
          bench.run(month.prepareSpark());
          month.imported();
          return month.backfillOnSpark("ff backfill on Spark");
        });
  }

  private void training() {
    bench.say("events of %d days".formatted(bench.options().days()));
    Training training = new Training(bench, size);
    TrainCase train = new TrainCase(bench, size, training);
    measure(BenchCase.TRAIN, train::measure);
    measure(BenchCase.TRAIN_MEMORY, () -> new MemoryCase(bench, size, train.fiveViews()).measure());
    if (Machine.hasSpark()) {
      measure(BenchCase.SPARK_TRAIN, () -> new SparkTrainCase(bench, size, training).measure());
    }
    training.project().delete();
  }

  private void season() {
    bench.say("events of %d days".formatted(bench.options().windowDays()));
    Season season = new Season(bench, size);
    WindowsCase windows = new WindowsCase(bench, size, season);
    measure(BenchCase.WINDOWS, windows::daily);
    measure(BenchCase.HOURLY, windows::hourly);
    season.project().delete();
  }

  private void measure(BenchCase which, Supplier<Section> measured) {
    if (bench.options().cases().contains(which)) {
      bench.say("%s, %s events".formatted(which.word(), Numbers.count(size)));
      Section section = measured.get();
      sections.add(section);
      TextReport.section(section).forEach(System.out::println);
    }
  }
}
