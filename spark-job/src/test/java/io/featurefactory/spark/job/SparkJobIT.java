package io.featurefactory.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.testkit.servers.RedisServer;
import io.featurefactory.testkit.servers.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Projects that differ only in where their tasks run have the same logs, also where that changes in
 * the middle.
 *
 * <p>A short form by default; {@code -Dff.kills=20 -Dff.spark.versions=3.5.8,4.0.4,4.1.3} for the
 * proof.
 */
final class SparkJobIT {
  private static final int KILLS = Integer.getInteger("ff.kills", 1);
  private static final long SEED = Long.getLong("ff.seed", System.nanoTime());
  private static final int LONGEST_WAIT_MILLIS = 20_000;

  @TempDir static Path folder;
  private static String expected = "";

  @BeforeAll
  static void computeHere() throws IOException {
    TestProject here = TestProject.make(folder.resolve("here"), "engine: local\n");
    here.backfill();
    here.goOn();
    expected = here.logs();
    assertThat(expected.lines().count()).isGreaterThan(100);
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
      assertThat(project.done("verify").out()).contains("equal");
    }
  }

  private static Path home(String version) throws IOException {
    return SparkDistribution.of(version).home();
  }

  @Test
  void cluster_fromWhichWorkersAreKilled_makesTheSameLogs() throws Exception {
    Random random = new Random(SEED);
    try (S3Server s3 = S3Server.start(folder.resolve("s3"));
        SparkCluster cluster = SparkCluster.start(folder.resolve("cluster"))) {
      for (int kill = 0; kill < KILLS; kill++) {
        String name = "cluster" + kill;
        TestProject project = TestProject.make(folder.resolve(name), settings(s3, cluster, name));

        Ff.Running backfill = project.ff().start(TestProject.BACKFILL);
        int wait = random.nextInt(LONGEST_WAIT_MILLIS);
        if (!backfill.process().waitFor(wait, TimeUnit.MILLISECONDS)) {
          cluster.killWorker(random.nextInt(SparkCluster.WORKERS));
        }
        String what = "kill %d of seed %d after %d ms".formatted(kill, SEED, wait);
        Ff.Result result = backfill.result();
        if (result.code() != 0) {
          // the worker had the driver
          assertThat(result.err()).as(what).contains("run again").doesNotContain("\tat ");
          project.backfill();
        }
        project.goOn("--env", "here");

        assertThat(project.logs()).as(what).isEqualTo(expected);
      }
    }
  }

  private static String settings(S3Server s3, SparkCluster cluster, String name) {
    return """
    engine: spark
    warehouse: s3://%s/%s
    s3: {endpoint: "%s", region: us-east-1, access_key: %s, secret_key: %s}
    lease: 5s
    compute: {memory: 512MB}
    spark:
      submit: standalone
      master: %s
      conf:
        spark.driver.memory: 600m
        spark.executor.memory: 512m
        spark.driver.host: 127.0.0.1
        spark.ui.enabled: false
    """
        .formatted(
            S3Server.BUCKET,
            name,
            s3.uri(),
            S3Server.ACCESS_KEY,
            S3Server.SECRET_KEY,
            cluster.master());
  }
}
