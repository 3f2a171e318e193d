package io.featurefactory.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.compute.Task.Output;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeField;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.Nullability;
import io.featurefactory.lake.Partitioning;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every scheduler of tasks holds. */
public abstract class TaskSchedulerContract {
  /** Longer than any test waits: it has to be stopped. */
  private static final String ENDLESS =
      "CREATE TEMP TABLE endless AS SELECT count(*) FROM range(1000000000000) a, range(1000) b";

  private static final String OVERFLOW = "SELECT (300 + range)::TINYINT AS n FROM range(1)";

  @TempDir Path folder;

  /** The scheduler under test; the same for all calls of a test. */
  protected abstract TaskScheduler scheduler();

  /** A kernel of this process, to read what was written. */
  protected abstract Kernel kernel();

  private static Task task(String name, String report, String... statements) {
    return new Task(name, List.of(statements), List.of(), report);
  }

  private Task writing(String select) {
    WriteTarget target =
        new WriteTarget(
            folder.resolve("data").toString(),
            List.of(new LakeField(1, "n", Primitive.BIGINT, Nullability.REQUIRED, List.of())),
            Partitioning.none());
    return new Task(
        "writes", List.of(), List.of(new Output(select, target, WriteOptions.defaults())), null);
  }

  @Test
  void run_manyTasks_givesResultsInTheirOrder() {
    List<Task> tasks =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    task(
                        "task " + i,
                        "SELECT n FROM t",
                        "CREATE TEMP TABLE t AS SELECT " + i + " AS n"))
            .toList();

    List<Task.Result> results = scheduler().run(tasks);

    assertThat(results.stream().map(r -> r.report().get(0).get("n")).toList())
        .isEqualTo(LongStream.range(0, 20).boxed().toList());
  }

  @Test
  void run_noTasks_givesNothing() {
    assertThat(scheduler().run(List.of())).isEmpty();
  }

  @Test
  void run_outputs_areTheRowsOfTheFilesInTheResult() {
    List<Task.Result> results =
        scheduler()
            .run(
                List.of(
                    writing("SELECT range AS n FROM range(1000)"),
                    writing("SELECT 1 AS n WHERE false"),
                    writing("SELECT 7 AS n")));

    assertThat(results.get(1).files()).containsExactly(List.of());
    List<LakeFile> files = new ArrayList<>(results.get(0).files().get(0));
    files.addAll(results.get(2).files().get(0));
    assertThat(LakeFile.records(files)).isEqualTo(1001);
    String paths = String.join(", ", files.stream().map(f -> Sql.string(f.path())).toList());
    try (KernelSession session = kernel().session()) {
      assertThat(
              session.query(
                  "SELECT count(*), sum(n) FROM read_parquet([" + paths + "])",
                  row -> List.of(row.longValue(0), row.longValue(1))))
          .containsExactly(List.of(1001L, 499_507L));
    }
  }

  @Test
  void run_report_keepsTypesAndNulls() {
    Map<String, ?> row =
        scheduler()
            .run(
                List.of(
                    task(
                        "types",
                        "SELECT TIMESTAMP '2026-03-01 00:00:00.000001' AS t, 1.5::DOUBLE AS d,"
                            + " NULL::VARCHAR AS s, 12.50::DECIMAL(10,2) AS m, 9::BIGINT AS b")))
            .get(0)
            .report()
            .get(0);

    assertThat(row.get("t")).isEqualTo(Instant.parse("2026-03-01T00:00:00.000001Z"));
    assertThat(row.get("d")).isEqualTo(1.5);
    assertThat(row.get("s")).isNull();
    assertThat(row.get("m")).hasToString("12.50");
    assertThat(row.get("b")).isEqualTo(9L);
  }

  @Test
  void run_progress_isToldOnceForEachTaskAndNeverTwiceAtOnce() {
    List<Task> tasks = Collections.nCopies(7, task("one", "SELECT 1 AS n"));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();

    scheduler()
        .run(
            tasks,
            () -> {
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              told.incrementAndGet();
              inside.decrementAndGet();
            });

    assertThat(told).hasValue(7);
  }

  @Test
  void run_dataThatDoNotFit_failsAtOnceAndStopsTheOthers() {
    List<Task> tasks = List.of(task("endless", null, ENDLESS), task("overflows", OVERFLOW));

    long started = System.nanoTime();
    assertThatThrownBy(() -> scheduler().run(tasks))
        .isInstanceOfSatisfying(
            FactoryException.class, e -> assertThat(e.kind()).isEqualTo(FactoryException.Kind.DATA))
        .hasMessageContaining("does not fit its type");

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMinutes(1));
    assertThat(scheduler().run(List.of(task("next", "SELECT 1 AS n")))).hasSize(1);
  }

  @Test
  void run_whoWaitsHasLostInterest_stopsTheOthers() throws Exception {
    Task endless = task("endless", null, ENDLESS);
    List<Task> tasks = List.of(task("quick", "SELECT 1 AS n"), endless, endless);

    assertThatThrownBy(
            () ->
                scheduler()
                    .run(
                        tasks,
                        () -> {
                          throw new IllegalStateException("the lease is lost");
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the lease is lost");

    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      assertThat(
              thread
                  .submit(() -> scheduler().run(List.of(task("next", "SELECT 1 AS n"))))
                  .get(1, TimeUnit.MINUTES))
          .hasSize(1);
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void run_inAnInterruptedThread_stops() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> running =
          thread.submit(() -> scheduler().run(List.of(task("endless", null, ENDLESS))));
      assertThatThrownBy(() -> running.get(2, TimeUnit.SECONDS)).isNotNull();

      thread.shutdownNow();

      assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
      assertThatThrownBy(running::get).hasMessageContaining("Interrupted; nothing was committed");
    } finally {
      thread.shutdownNow();
    }
    assertThat(scheduler().run(List.of(task("next", "SELECT 1 AS n")))).hasSize(1);
  }

  @Test
  void run_bySeveralThreads_givesEachItsOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Task.Result>>> runs =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      threads.submit(
                          () ->
                              scheduler()
                                  .run(
                                      Collections.nCopies(
                                          3, task("t" + i, "SELECT " + i + " AS n")))))
              .toList();
      for (int i = 0; i < runs.size(); i++) {
        long expected = i;
        assertThat(runs.get(i).get(1, TimeUnit.MINUTES))
            .hasSize(3)
            .allSatisfy(r -> assertThat(r.report().get(0)).containsEntry("n", expected));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
