package io.featurefactory.bench.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * The query of a team without a feature store: the 7-day CTR at midnight from the events of the
 * seven days before, a folder of Parquet files a day. Reads only the files of those days, as a job
 * on a partitioned table does.
 */
public final class SparkCtr {
  private static final int WINDOW_DAYS = 7;

  private SparkCtr() {}

  /**
   * Runs the query once for each boundary, one after the other; a last one before the first is the
   * start of a session and nothing else.
   *
   * @param arguments folder of the lake's Parquet files, first and last boundary (days), folder to
   *     write to, resource of the query
   */
  public static void main(String[] arguments) throws IOException {
    Path lake = Path.of(arguments[0]);
    LocalDate last = LocalDate.parse(arguments[2]);
    Path out = Path.of(arguments[3]);
    String query = Sessions.resource(arguments[4]);
    try (SparkSession spark = Sessions.open(out)) {
      for (LocalDate boundary = LocalDate.parse(arguments[1]);
          !boundary.isAfter(last);
          boundary = boundary.plusDays(1)) {
        compute(spark, query, lake, boundary, out.resolve(boundary.toString()));
      }
    }
  }

  private static void compute(
      SparkSession spark, String query, Path lake, LocalDate boundary, Path out)
      throws IOException {
    LocalDate from = boundary.minusDays(WINDOW_DAYS);
    spark.read().parquet(folders(lake, from)).createOrReplaceTempView("clickstream");
    spark
        .sql(query.replace("${from}", from + " 00:00:00").replace("${to}", boundary + " 00:00:00"))
        .write()
        .parquet(out.toString());
  }

  /** The partitions of the seven days from one on. */
  private static String[] folders(Path lake, LocalDate from) throws IOException {
    List<String> ends =
        IntStream.range(0, WINDOW_DAYS).mapToObj(i -> "=" + from.plusDays(i)).toList();
    try (Stream<Path> all = Files.walk(lake)) {
      return all.filter(path -> path.getFileName().toString().endsWith(".parquet"))
          .map(path -> Objects.requireNonNull(path.getParent()))
          .distinct()
          .filter(folder -> ends.stream().anyMatch(folder.toString()::endsWith))
          .map(Path::toString)
          .toArray(String[]::new);
    }
  }
}
