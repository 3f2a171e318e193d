package io.featurefactory.bench.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/** Sessions of Spark in this process, on all cores, with its defaults. */
final class Sessions {
  private Sessions() {}

  static SparkSession open(Path out) {
    return SparkSession.builder()
        .appName("bench")
        .master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "WARN")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.warehouse.dir", out.resolve("warehouse").toString())
        .getOrCreate();
  }

  static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Sessions.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
