package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelTest {
  @TempDir Path folder;
  private Kernel kernel;
  private KernelSession session;

  @BeforeEach
  void open() {
    kernel = Kernel.open(new KernelSettings(2, 64 << 20, folder.resolve("spill")));
    session = kernel.session();
  }

  @AfterEach
  void close() {
    session.close();
    kernel.close();
  }

  @Test
  void query_values_haveTheClassesOfTheModel() {
    assertThat(
            session.query(
                """
                SELECT 1::TINYINT, 2::HUGEINT, 3.50::DECIMAL(5, 2), true, 'é', 1.5::FLOAT, NULL,
                  DATE '2026-03-01', TIMESTAMPTZ '2026-03-01 00:00:00+02:00',
                  [1.5::FLOAT, NULL], {'a': 1, 'b': [2]}, 170141183460469231731687303715884105727\
                """,
                ResultRow::values))
        .containsExactly(
            Arrays.asList(
                1L,
                2L,
                new BigDecimal("3.50"),
                true,
                "é",
                1.5,
                null,
                Instant.parse("2026-03-01T00:00:00Z"),
                Instant.parse("2026-02-28T22:00:00Z"),
                Arrays.asList(1.5, null),
                List.of(1L, List.of(2L)),
                new BigDecimal("170141183460469231731687303715884105727")));
  }

  @Test
  void query_timesInAGapOfTheMachinesZone_areExact() {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
      Instant gap = Instant.parse("2026-03-29T02:30:00.000001Z");
      assertThat(
              session.query(
                  "SELECT t, [t, NULL], {'x': t}, [{'x': [t]}]"
                      + " FROM (SELECT TIMESTAMP '2026-03-29 02:30:00.000001' AS t)",
                  ResultRow::values))
          .containsExactly(
              List.of(gap, Arrays.asList(gap, null), List.of(gap), List.of(List.of(List.of(gap)))));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void failures_haveAKind() {
    assertFailure("SELECT CAST('x' AS BIGINT)", FactoryException.Kind.DATA, "does not fit");
    assertFailure(
        "SELECT 9223372036854775807 + 1::BIGINT", FactoryException.Kind.DATA, "does not fit");
    assertFailure("SELECT error('no')", FactoryException.Kind.DATA, "no");
    assertFailure(
        "SELECT * FROM read_parquet('" + folder.resolve("x.parquet") + "')",
        FactoryException.Kind.EXTERNAL,
        "a file is missing");
    assertFailure("SELECT nothing", FactoryException.Kind.INTERNAL, "DuckDB failed");
  }

  @Test
  void outOfMemory_saysWhatHelps() {
    try (Kernel small = Kernel.open(new KernelSettings(1, 8 << 20, folder.resolve("spill")));
        KernelSession little = small.session()) {
      little.execute("SET max_temp_directory_size = '1MB'");
      assertThatThrownBy(
              () ->
                  little.query(
                      "SELECT len(list(hash(i))) FROM range(20000000) r(i)", ResultRow::values))
          .hasMessageStartingWith("DuckDB ran out of memory: ")
          .hasMessageEndingWith(". Give it more memory, or fewer threads");
    }
  }

  @Test
  void sort_beyondMemory_spills() throws IOException {
    Path spill = folder.resolve("not").resolve("there").resolve("yet");
    KernelSettings little = new KernelSettings(1, 100 << 20, spill);
    try (Kernel small = Kernel.open(little);
        KernelSession sorting = small.session()) {
      sorting.execute(
          "COPY (SELECT hash(i) AS x, repeat('y', 50) AS y FROM range(4000000) r(i) ORDER BY x) TO '"
              + folder.resolve("sorted.parquet")
              + "' (FORMAT parquet)");
      assertThat(
              sorting.query(
                  "SELECT count(*) FROM '" + folder.resolve("sorted.parquet") + "'",
                  row -> row.longValue(0)))
          .containsExactly(4_000_000L);
    }
  }

  @Test
  void cancel_fromAnotherThread_interrupts() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Double> progress = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch told = new CountDownLatch(1);
    session.execute("CREATE TABLE numbers AS SELECT i FROM range(2000000) r(i)");
    session.onProgress(
        fraction -> {
          progress.add(fraction);
          told.countDown();
        });
    Thread thread =
        new Thread(
            () -> {
              try {
                session.query(
                    "SELECT count(*) FROM numbers, range(3000) b(j) WHERE hash(i + j) = 1",
                    ResultRow::values);
              } catch (RuntimeException e) {
                failure.set(e);
              }
            });
    thread.start();
    assertThat(told.await(60, TimeUnit.SECONDS)).as("progress was told").isTrue();
    session.cancel();
    thread.join(60_000);
    assertThat(failure.get()).hasMessage("Interrupted; nothing was committed. Run again");
    assertThat(progress).allSatisfy(fraction -> assertThat(fraction).isBetween(0.0, 1.0));
    assertThat(session.query("SELECT 1", ResultRow::values)).containsExactly(List.of(1L));
  }

  @Test
  void forEach_manyItems_resultsInTheirOrder() {
    KernelSettings two = new KernelSettings(2, 2L << 30, folder.resolve("spill"));
    try (Kernel large = Kernel.open(two)) {
      List<Integer> items = IntStream.range(0, 40).boxed().toList();
      assertThat(
              large.forEach(
                  items,
                  (own, item) -> own.query("SELECT " + item, row -> row.longValue(0)).get(0)))
          .containsExactlyElementsOf(items.stream().map(Integer::longValue).toList());
    }
  }

  @Test
  void forEach_oneFails_stopsTheOthersAndThrowsItsFailure() {
    KernelSettings two = new KernelSettings(2, 2L << 30, folder.resolve("spill"));
    try (Kernel large = Kernel.open(two)) {
      CountDownLatch endless = new CountDownLatch(1);
      assertThatThrownBy(
              () ->
                  large.forEach(
                      List.of("endless", "bad", "never begun"),
                      (own, item) -> {
                        if (item.equals("bad")) {
                          await(endless);
                          throw new IllegalArgumentException("bad item");
                        }
                        endless.countDown();
                        return own.query(
                            "SELECT count(*) FROM range(1000000000) a, range(1000000000) b",
                            ResultRow::values);
                      }))
          .hasMessage("bad item");
      assertThat(large.forEach(List.of(1, 2), (own, item) -> item)).containsExactly(1, 2);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void open_leavesNoCopyOfTheLibrary() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    String maps = Files.readString(Path.of("/proc/self/maps"));
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(
              files
                  .filter(path -> path.getFileName().toString().startsWith("libduckdb_java"))
                  .filter(path -> maps.contains(path.toString())))
          .isEmpty();
    }
  }

  @Test
  void defaults_fitTheMachine() {
    KernelSettings settings = KernelSettings.defaults(folder);
    assertThat(settings.threads()).isPositive();
    assertThat(settings.memoryBytes()).isBetween(256L << 20, AvailableMemory.bytes());
  }

  private void assertFailure(String sql, FactoryException.Kind kind, String part) {
    assertThatThrownBy(() -> session.query(sql, ResultRow::values))
        .hasMessageContaining(part)
        .isInstanceOfSatisfying(
            FactoryException.class, e -> assertThat(e.kind()).as(sql).isEqualTo(kind));
  }
}
