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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Projects that differ only in where their tasks run have the same logs, also where that changes in
 * the middle.
 *
 * <p>On the version that ff fetches by default; {@code -Dff.spark.versions=3.5.8,4.0.4,4.1.3} for
 * the proof. Jobs at Amazon are steps of EMR; with {@code -Dff.serverless=true} the second one is a
 * run of EMR Serverless.
 */
final class SparkJobIT {
  private static final boolean SERVERLESS_TOO = Boolean.getBoolean("ff.serverless");

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

  @Test
  void jobsAtAmazon_makeTheSameLogs() throws IOException {
    Path place = Files.createDirectories(folder.resolve("amazon"));
    try (MotoServer aws = MotoServer.start();
        PostgresServer postgres = PostgresServer.start();
        RedisServer redis = RedisServer.start(Files.createDirectories(folder.resolve("cache")));
        PlayedEmr emr = new PlayedEmr(aws, place)) {
      aws.createBucket("lake");
      String amazon = "{endpoint: \"%s\", region: us-east-1, ".formatted(aws.uri());
      String database = postgres.createDatabase("shop");
      TestProject project =
          TestProject.make(
              place.resolve("shop"),
              """
              engine: spark
              spark: {submit: emr, emr: %sinstances: [r7gd.2xlarge]}}
              warehouse: s3://lake/shop
              s3: {endpoint: "%s", region: us-east-1}
              catalog: "%s"
              registry: "%s"
              online: {default: {type: redis, uri: "%s"}}
              """
                  .formatted(amazon, aws.uri(), database, database, redis.uri()));
      Files.writeString(
          place.resolve("shop/factory.serverless.yaml"),
          "spark: {submit: emr-serverless, emr: %srole: \"arn:aws:iam::%s:role/ff\"}}\n"
              .formatted(amazon, MotoServer.ACCOUNT));

      project.backfill();
      project.goOn("--env", SERVERLESS_TOO ? "serverless" : "here");

      assertThat(emr.jobs()).isEqualTo(SERVERLESS_TOO ? 2 : 1);
      assertThat(project.logs()).isEqualTo(expected);
      assertThat(project.done("verify").out()).contains("equal");
    }
  }

  private static Path home(String version) throws IOException {
    return SparkDistribution.of(version).home();
  }
}
