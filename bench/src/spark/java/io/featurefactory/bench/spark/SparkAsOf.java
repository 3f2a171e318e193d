package io.featurefactory.bench.spark;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** A training set by Spark's own SQL. */
public final class SparkAsOf {
  private SparkAsOf() {}

  /**
   * Runs a query.
   *
   * @param arguments the spine, the folder of the log's Parquet files, a resource of {@code /spark}
   *     or nothing for the start of a session alone, folder to write to
   */
  public static void main(String[] arguments) throws IOException {
    Path out = Path.of(arguments[3]);
    try (SparkSession spark = Sessions.open(out)) {
      if (!arguments[2].isEmpty()) {
        spark.read().parquet(arguments[0]).createOrReplaceTempView("spine");
        spark
            .read()
            .option("recursiveFileLookup", "true")
            .parquet(arguments[1])
            .createOrReplaceTempView("log");
        spark
            .sql(Sessions.resource("/spark/" + arguments[2]))
            .write()
            .parquet(out.resolve("set").toString());
      }
    }
  }
}
