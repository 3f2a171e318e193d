package io.featurefactory.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be measured, in the order in which it is. */
enum BenchCase {
  HISTORY,
  NEXT_DAY,
  WINDOWS,
  HOURLY,
  MEMORY,
  START,
  SPARK,
  SPARK_MEMORY,
  SPARK_GROWTH,
  SKEW,
  TRAIN,
  TRAIN_MEMORY,
  SPARK_TRAIN,
  METADATA,
  STORE,
  SERVE,
  INGEST;

  /** As {@code --only} takes it: {@code next-day}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String words() {
    return Arrays.stream(values()).map(BenchCase::word).collect(Collectors.joining(","));
  }

  /** The case of that word. */
  static BenchCase of(String word) {
    for (BenchCase one : values()) {
      if (one.word().equals(word)) {
        return one;
      }
    }
    throw BenchErrors.badOption("--only", word, "some of " + words());
  }
}
