package io.featurefactory.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.testkit.servers.MotoServer;
import io.featurefactory.testkit.servers.PostgresServer;
import io.featurefactory.testkit.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Projects that differ only in where their tasks run have the same logs, also where that changes in
 * the middle.
 *
 * <p>On the version that ff fetches by default; {@code -Dff.spark.versions=3.5.8,4.0.4,4.1.3} for
 * the proof. Where others run the driver, that is a step of EMR; {@code
 * -Dff.places=emr,emr-serverless,kubernetes} for all of them.
 */
final class SparkJobIT {
  @TempDir static Path folder;
  private static String expected = "";

  @BeforeAll
  static void computeHere() throws IOException {
    expected = TestProject.logsOfHere(folder.resolve("here"));
  }

  /** The version that ff fetches, unless the property names others, such as 3.5.8 and 4.0.4. */
  static List<String> versions() {
    return List.of(System.getProperty("ff.spark.versions", SparkDistribution.OWN).split(","));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void sparkOnThisMachine_makesTheSameLogs(String version) throws IOException {
    String home = version.equals(SparkDistribution.OWN) ? "" : ", home: " + home(version);
    try (RedisServer redis =
        RedisServer.start(Files.createDirectories(folder.resolve("redis-" + version)))) {
      TestProject project =
          TestProject.make(
              folder.resolve("spark-" + version),
              """
              engine: spark
              spark: {master: "local[2]", conf: {spark.sql.shuffle.partitions: 2}%s}
              online: {default: {type: redis, uri: "%s"}}
              """
                  .formatted(home, redis.uri()));
      project.addScript();

      project.backfill();
      project.goOn();

      assertThat(project.logs()).isEqualTo(expected);
      assertThat(project.log("scripted")).isEqualTo(project.log("queried"));
      assertThat(project.train("there.parquet"))
          .isEqualTo(project.train("here.parquet", "--env", "here"));
      assertThat(project.done("verify").out()).contains("equal");
    }
  }

  /** Steps of EMR, unless the property names others too. */
  static List<String> places() {
    return List.of(System.getProperty("ff.places", "emr").split(","));
  }

  @ParameterizedTest
  @MethodSource("places")
  void driverOfOthers_makesTheSameLogs(String place) throws IOException {
    Path outer = Files.createDirectories(folder.resolve(place));
    try (MotoServer aws = MotoServer.start();
        PostgresServer postgres = PostgresServer.start();
        RedisServer redis = RedisServer.start(Files.createDirectories(outer.resolve("cache")));
        PlayedCluster cluster = PlayedCluster.start(place, aws, outer)) {
      aws.createBucket("lake");
      String database = postgres.createDatabase("shop");
      TestProject project =
          TestProject.make(
              outer.resolve("shop"),
              """
              engine: spark
              spark: {submit: %s, %s}
              warehouse: s3://lake/shop
              s3: {endpoint: "%s", region: us-east-1}
              catalog: "%s"
              registry: "%s"
              online: {default: {type: redis, uri: "%s"}}
              """
                  .formatted(
                      place, cluster.settings(), aws.uri(), database, database, redis.uri()));

      project.backfill();
      project.goOn("--env", "here");

      assertThat(cluster.jobs()).isEqualTo(1);
      assertThat(project.logs()).isEqualTo(expected);
      assertThat(project.done("verify").out()).contains("equal");
    }
  }

  private static Path home(String version) throws IOException {
    return SparkDistribution.of(version).home();
  }
}
