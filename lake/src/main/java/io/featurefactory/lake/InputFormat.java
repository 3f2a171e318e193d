package io.featurefactory.lake;

import java.nio.file.Path;
import java.util.Locale;

/** What is in a file, told by its name. */
enum InputFormat {
  CSV,
  JSON,
  PARQUET;

  static InputFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String bare = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    if (bare.endsWith(".csv") || bare.endsWith(".tsv") || bare.endsWith(".txt")) {
      return CSV;
    }
    if (bare.endsWith(".jsonl") || bare.endsWith(".ndjson") || bare.endsWith(".json")) {
      return JSON;
    }
    if (name.endsWith(".parquet")) {
      return PARQUET;
    }
    throw ImportErrors.unknownFormat(file);
  }
}
