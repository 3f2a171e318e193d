package io.featurefactory.bench.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** All boundaries by one query of somebody who knows tiles and windows. */
public final class SparkHistory {
  private SparkHistory() {}

  /**
   * Runs it.
   *
   * @param arguments folder of the lake's Parquet files, first (not looked at) and last boundary
   *     (days), folder to write to, resource of the query
   */
  public static void main(String[] arguments) throws IOException {
    Path out = Path.of(arguments[3]);
    String query = Sessions.resource(arguments[4]).replace("${last}", arguments[2]);
    try (SparkSession spark = Sessions.open(out)) {
      spark
          .read()
          .option("recursiveFileLookup", "true")
          .parquet(arguments[0])
          .createOrReplaceTempView("clickstream");
      spark.sql(query).write().parquet(out.resolve("history").toString());
    }
  }
}
