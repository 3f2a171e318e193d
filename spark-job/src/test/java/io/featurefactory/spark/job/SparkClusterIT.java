package io.featurefactory.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.testkit.servers.PostgresServer;
import io.featurefactory.testkit.servers.RedisServer;
import io.featurefactory.testkit.servers.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project whose tasks run in a cluster of Spark, with the driver in it, the warehouse in S3,
 * catalog and registry in PostgreSQL, and a Redis that the executors publish to: whatever is killed
 * or freezes, it has the logs and the rows of a laptop.
 *
 * <p>One fault by default, {@code -Dff.faults=30} for the proof: 20 workers, 5 drivers killed, 5
 * frozen.
 */
final class SparkClusterIT {
  private static final int FAULTS = Integer.getInteger("ff.faults", 1);
  private static final long SEED = Long.getLong("ff.seed", System.nanoTime());
  private static final int LONGEST_WAIT_MILLIS = 15_000;

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
  private record Place(
      S3Server s3, PostgresServer postgres, RedisServer redis, SparkCluster cluster)
      implements AutoCloseable {
    static Place start(Path folder) throws IOException {
      return new Place(
          S3Server.start(folder.resolve("s3")),
          PostgresServer.start(),
          RedisServer.start(Files.createDirectories(folder.resolve("redis"))),
          SparkCluster.start(folder.resolve("cluster")));
    }

    /** A project whose tasks run in the cluster, but for those of {@code --env here}. */
    TestProject project(String name) throws IOException {
      return TestProject.make(folder.resolve(name), settings(name));
    }

    private String settings(String name) {
      String database = postgres.createDatabase(name);
      return """
      project: %s
      engine: spark
      warehouse: s3://%s/%s
      s3: {endpoint: "%s", region: us-east-1, access_key: %s, secret_key: %s}
      catalog: "%s"
      registry: "%s"
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
              database,
              database,
              redis.uri(),
              cluster.master());
    }

    @Override
    public void close() {
      cluster.close();
      redis.close();
      postgres.close();
      s3.close();
    }
  }

  /** One after the other: two of three kill a worker. */
  private static final List<Fault> FAULT_CYCLE =
      List.of(
          Fault.WORKER_KILLED,
          Fault.DRIVER_KILLED,
          Fault.WORKER_KILLED,
          Fault.WORKER_KILLED,
          Fault.DRIVER_FROZEN,
          Fault.WORKER_KILLED);

  /** What happens to a backfill at a random moment. */
  private enum Fault {
    /** With all that it runs: executors, perhaps the driver. */
    WORKER_KILLED,
    DRIVER_KILLED,
    /** Until another one has done its work. */
    DRIVER_FROZEN
  }

  @Test
  void cluster_inWhichThingsFail_makesTheSameLogsAndRows() throws Exception {
    Random random = new Random(SEED);
    int first = random.nextInt(FAULT_CYCLE.size());
    for (int number = 0; number < FAULTS; number++) {
      Fault fault = FAULT_CYCLE.get((first + number) % FAULT_CYCLE.size());
      TestProject project = place.project("fault" + number);
      Ff.Running backfill = project.ff().start(TestProject.BACKFILL);
      ProcessHandle driver = place.cluster.awaitDriver();
      int wait = random.nextInt(LONGEST_WAIT_MILLIS);
      String what = "%s, number %d of seed %d after %d ms".formatted(fault, number, SEED, wait);
      TimeUnit.MILLISECONDS.sleep(wait);
      switch (fault) {
        case WORKER_KILLED -> place.cluster.killWorker(random.nextInt(SparkCluster.WORKERS));
        case DRIVER_KILLED -> driver.destroyForcibly();
        case DRIVER_FROZEN -> signal(driver, "STOP");
      }
      if (fault == Fault.DRIVER_FROZEN || backfill.result().code() != 0) {
        project.backfill();
      }
      signal(driver, "CONT");
      assertThat(backfill.result().err()).as(what).doesNotContain("\tat ");
      project.goOn("--env", "here");
      assertThat(project.logs()).as(what).isEqualTo(expected);
      if (number == FAULTS - 1 && FAULTS > 1) { // a minute
        assertThat(project.train("lake.there"))
            .as(what)
            .isEqualTo(project.train("lake.here", "--env", "here"));
      }
      assertThat(project.done("verify").out()).as(what).contains("equal").doesNotContain("differ");
      System.out.println("SparkClusterIT: no difference, " + what);
    }
    if (FAULTS > 1) {
      demo();
    }
  }

  /** The demo as a whole, with what it makes beside itself. */
  private static void demo() throws IOException {
    Path outer = Files.createDirectories(folder.resolve("place/demo"));
    Files.writeString(outer.resolve("factory.yaml"), place.settings("demo"));
    Files.writeString(outer.resolve("factory.cluster.yaml"), "publish_delay: 30m\n");
    Ff.Result demo =
        new Ff(outer)
            .run("demo", "--env", "cluster", "--events", "50000", "--dir", outer + "/made");
    assertThat(demo.code()).as(demo.err()).isZero();
    assertThat(demo.out()).contains("online rows equal the log");
  }

  private static void signal(ProcessHandle process, String name) throws Exception {
    if (process.isAlive()) {
      String kill = "kill -%s %d".formatted(name, process.pid());
      new ProcessBuilder("sh", "-c", kill).start().waitFor();
    }
  }
}
