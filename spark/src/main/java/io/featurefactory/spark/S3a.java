package io.featurefactory.spark;

import io.featurefactory.lake.StorageSettings;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * How Spark's own readers and writers, which are Hadoop's, reach what the lake calls {@code s3:}.
 */
final class S3a {
  /** Hadoop's names of what Iceberg calls otherwise. */
  private static final Map<String, String> NAMES =
      Map.of(
          "s3.endpoint", "fs.s3a.endpoint",
          "s3.path-style-access", "fs.s3a.path.style.access",
          "s3.access-key-id", "fs.s3a.access.key",
          "s3.secret-access-key", "fs.s3a.secret.key",
          "client.region", "fs.s3a.endpoint.region");

  private S3a() {}

  /** Tells an application that is yet to start how it is reached. */
  static void configure(SparkConf conf, StorageSettings storage) {
    storage
        .properties()
        .forEach(
            (name, value) -> {
              String hadoops = NAMES.get(name);
              if (hadoops != null) {
                conf.set("spark.hadoop." + hadoops, value);
              }
            });
  }

  /** The URL of a location of the lake. */
  static String url(String location) {
    if (location.startsWith("s3://")) {
      return "s3a://" + location.substring("s3://".length());
    }
    return location.contains("://") ? location : "file://" + location;
  }
}
