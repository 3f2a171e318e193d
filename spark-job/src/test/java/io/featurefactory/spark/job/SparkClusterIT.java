package io.featurefactory.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.testkit.servers.RedisServer;
import io.featurefactory.testkit.servers.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project whose tasks run in a cluster of Spark, with the driver in it, the warehouse in S3, and
 * a Redis that the executors publish to: whatever is killed or freezes, it has the logs and the
 * rows of a laptop.
 *
 * <p>A short form by default; {@code -Dff.kills=20} for the proof.
 */
final class SparkClusterIT {
  private static final int KILLS = Integer.getInteger("ff.kills", 1);
  private static final long SEED = Long.getLong("ff.seed", System.nanoTime());
  private static final int LONGEST_WAIT_MILLIS = 20_000;

  @TempDir static Path folder;
  private static String expected = "";
  private static Place place;

  @BeforeAll
  static void start() throws IOException {
    place = Place.start(folder.resolve("place"));
    expected = TestProject.logsOfHere(folder.resolve("here"));
  }

  @AfterAll
  static void stop() {
    place.close();
  }

  /** What a cluster needs beside itself. */
  private record Place(S3Server s3, RedisServer redis, SparkCluster cluster)
      implements AutoCloseable {
    static Place start(Path folder) throws IOException {
      return new Place(
          S3Server.start(folder.resolve("s3")),
          RedisServer.start(Files.createDirectories(folder.resolve("redis"))),
          SparkCluster.start(folder.resolve("cluster")));
    }

    /** A project whose tasks run in the cluster, but for those of {@code --env here}. */
    TestProject project(String name) throws IOException {
      return TestProject.make(folder.resolve(name), settings(name));
    }

    private String settings(String name) {
      return """
      project: %s
      engine: spark
      warehouse: s3://%s/%s
      s3: {endpoint: "%s", region: us-east-1, access_key: %s, secret_key: %s}
      online: {default: {type: redis, uri: "%s"}}
      lease: 5s
      compute: {memory: 512MB}
      spark:
        submit: standalone
        master: %s
        conf:
          spark.driver.memory: 600m
          spark.executor.memory: 512m
          spark.cores.max: 2
          spark.driver.host: 127.0.0.1
          spark.ui.enabled: false
      """
          .formatted(
              name,
              S3Server.BUCKET,
              name,
              s3.uri(),
              S3Server.ACCESS_KEY,
              S3Server.SECRET_KEY,
              redis.uri(),
              cluster.master());
    }

    @Override
    public void close() {
      cluster.close();
      redis.close();
      s3.close();
    }
  }

  /** Ends the history elsewhere, and looks at what there is. */
  private static void assertAsExpected(TestProject project, String what) {
    project.goOn("--env", "here");
    assertThat(project.logs()).as(what).isEqualTo(expected);
    assertThat(project.done("verify").out()).as(what).contains("equal").doesNotContain("differ");
  }

  @Test
  void cluster_fromWhichWorkersAreKilled_makesTheSameLogsAndRows() throws Exception {
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      TestProject project = place.project("workers" + kill);
      Ff.Running backfill = project.ff().start(TestProject.BACKFILL);
      int wait = random.nextInt(LONGEST_WAIT_MILLIS);
      if (!backfill.process().waitFor(wait, TimeUnit.MILLISECONDS)) {
        place.cluster.killWorker(random.nextInt(SparkCluster.WORKERS));
      }
      String what = "kill %d of seed %d after %d ms".formatted(kill, SEED, wait);
      Ff.Result result = backfill.result();
      if (result.code() != 0) {
        // the worker had the driver
        assertThat(result.err()).as(what).contains("run again").doesNotContain("\tat ");
        project.backfill();
      }
      assertAsExpected(project, what);
    }
  }

  @Test
  void cluster_whoseDriverIsKilledOrFreezes_makesTheSameLogsAndRows() throws Exception {
    Random random = new Random(SEED);
    for (int number = 0; number < KILLS; number++) {
      boolean freezes = number % 2 == 0;
      TestProject project = place.project("drivers" + number);
      Ff.Running first = project.ff().start(TestProject.BACKFILL);
      ProcessHandle driver = place.cluster.awaitDriver();
      int wait = random.nextInt(LONGEST_WAIT_MILLIS / 2);
      String what =
          "driver %d of seed %d %s after %d ms"
              .formatted(number, SEED, freezes ? "freezes" : "is killed", wait);
      TimeUnit.MILLISECONDS.sleep(wait);
      if (freezes) {
        signal(driver, "STOP");
      } else {
        driver.destroyForcibly();
        first.result();
      }
      project.backfill();
      if (freezes) {
        signal(driver, "CONT");
      }
      assertThat(first.result().err()).as(what).doesNotContain("\tat ");
      assertAsExpected(project, what);
    }
  }

  private static void signal(ProcessHandle process, String name) throws Exception {
    if (process.isAlive()) {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }
  }
}
