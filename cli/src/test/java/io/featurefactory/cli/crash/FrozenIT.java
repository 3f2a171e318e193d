package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run is stopped by SIGSTOP until its lease is over and another process has done its work. When
 * it wakes up it must change nothing, and say so.
 *
 * <p>It is held where it is to be stopped by locks: of the catalog, which every commit needs, and
 * of the store.
 */
final class FrozenIT {
  private static final String RUN = "run by_day --at 2026-03-05T06:00";
  private static final String GET = "get by_day ad=ad-1 --output json";
  private static final String LOST = "lease of by_day";
  private static final String OVERTAKEN = "another process has taken it over";

  @TempDir static Path temporary;
  private static Path folder;
  private static Path saved;
  private static Map<String, List<String>> undisturbed;

  @BeforeAll
  static void project() throws IOException {
    folder = CrashProject.create(temporary.resolve("shop"), 2_000, 2);
    saved = temporary.resolve("saved");
    Files.writeString(folder.resolve("factory.yaml"), "\nlease: 3s\n", StandardOpenOption.APPEND);
    for (Stage stage : List.of(Stage.IMPORT, Stage.APPLY, Stage.BACKFILL, Stage.LATE_EVENTS)) {
      CrashProject.ff(folder, stage.line());
    }
    Folders.replace(saved, folder);
    CrashProject.ff(folder, RUN);
    undisturbed = ProjectContent.of(folder);
  }

  @BeforeEach
  void before() {
    Folders.replace(folder, saved);
  }

  @Test
  void frozenBeforeItsTilesAreCommitted_changesNothing() throws Exception {
    Set<Path> before = files("tiles");
    try (Locked catalog = catalog();
        FfProcess frozen = FfProcess.start(folder, RUN)) {
      Waiting.until(() -> !files("tiles").equals(before));
      frozen.freeze();
      catalog.release();

      othersDoItsWork();
      wakesUpInVain(frozen, OVERTAKEN);
    }
  }

  @Test
  void frozenBeforeItsLogIsCommitted_changesNothing() throws Exception {
    String tiles = committed("tiles", "by_day_v1_tiles");
    String log = committed("log", "by_day_v1_log");
    Set<Path> before = files("log");
    try (FfProcess frozen = FfProcess.start(folder, RUN)) {
      Waiting.until(() -> !committed("tiles", "by_day_v1_tiles").equals(tiles));
      try (Locked catalog = catalog()) {
        assertThat(committed("log", "by_day_v1_log")).isEqualTo(log);
        Waiting.until(() -> !files("log").equals(before));
        frozen.freeze();
        catalog.release();
      }

      othersDoItsWork();
      wakesUpInVain(frozen, OVERTAKEN);
    }
  }

  @Test
  void frozenBeforeItPublishes_changesNothing() throws Exception {
    String runs = committed("ops", "runs");
    try (Locked store = store();
        FfProcess frozen = FfProcess.start(folder, RUN)) {
      Waiting.until(() -> !committed("ops", "runs").equals(runs));
      frozen.freeze();
      store.release();

      othersDoItsWork();
      wakesUpInVain(frozen, LOST);
    }
  }

  /** It holds the store's lock, so that the others wait for it in vain until it wakes up. */
  @Test
  void frozenWhileItPublishes_givesUpAndTheOthersGoOn() throws Exception {
    Path head = folder.resolve(".factory/online/head");
    long changes = changes(head);
    try (FfProcess frozen = FfProcess.start(folder, RUN)) {
      while (changes(head) == changes) {
        Thread.onSpinWait();
      }
      frozen.freeze();
      assertThat(frozen.alive()).isTrue();
      String before = lease();
      Waiting.until(FrozenIT::leaseIsOver);
      try (FfProcess other = FfProcess.start(folder, RUN)) {
        Waiting.until(() -> !lease().equals(before));
        frozen.thaw();

        FfProcess.Result result = frozen.end();
        assertThat(result.code()).as(result.toString()).isEqualTo(1);
        assertThat(result.err()).contains("error: ", LOST);
        other.end().done();
      }
      assertThat(ProjectContent.of(folder)).isEqualTo(undisturbed);
    }
  }

  /** A writer that is stopped while it may remove files holds the gate of the store. */
  @Test
  void frozenWhileItRemovesFiles_doesNotStopLookups() throws Exception {
    FfProcess.run(folder, RUN).done();
    String row = row();
    try (Locked gate = locked("gate")) {
      assertThat(row()).isEqualTo(row);
      gate.release();
    }
  }

  /** What is served, but for its age. */
  private static String row() {
    String answer = FfProcess.run(folder, GET).done().out();
    assertThat(answer).contains("\"watermark\": \"2026-03-05T00:00:00Z\"");
    return answer.replaceAll(".*\"age.*\\n", "");
  }

  private static void othersDoItsWork() {
    Waiting.until(FrozenIT::leaseIsOver);
    FfProcess.run(folder, RUN).done();
    assertThat(ProjectContent.of(folder)).isEqualTo(undisturbed);
  }

  private static void wakesUpInVain(FfProcess frozen, String message) {
    frozen.thaw();
    FfProcess.Result result = frozen.end();
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.err()).containsOnlyOnce("error: ").contains(message);
    assertThat(ProjectContent.of(folder)).isEqualTo(undisturbed);
    assertThat(FfProcess.run(folder, "verify by_day").code()).isZero();
  }

  /** The data files of a namespace. */
  private static Set<Path> files(String namespace) {
    try (Stream<Path> all = Files.walk(folder.resolve(".factory/warehouse").resolve(namespace))) {
      return all.filter(f -> f.toString().endsWith(".parquet")).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long changes(Path head) throws IOException {
    return java.nio.ByteBuffer.wrap(Files.readAllBytes(head))
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .getLong(8);
  }

  /** Where the catalog says that a table is: this changes with each commit. */
  private static String committed(String namespace, String table) {
    return Sqlite.text(
        folder.resolve(".factory/catalog.db"),
        "SELECT metadata_location FROM iceberg_tables WHERE table_namespace = '%s' AND table_name = '%s'"
            .formatted(namespace, table));
  }

  private static String lease() {
    return Sqlite.text(
        folder.resolve(".factory/registry.db"), "SELECT epoch FROM leases WHERE name = 'by_day'");
  }

  private static boolean leaseIsOver() {
    String expires =
        Sqlite.text(
            folder.resolve(".factory/registry.db"),
            "SELECT expires_at FROM leases WHERE name = 'by_day'");
    return Long.parseLong(expires) < System.currentTimeMillis() * 1_000;
  }

  private static Locked catalog() {
    return Sqlite.lock(folder.resolve(".factory/catalog.db"));
  }

  private static Locked store() throws IOException {
    return locked("writer.lock");
  }

  private static Locked locked(String file) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(".factory/online").resolve(file), StandardOpenOption.WRITE);
    FileLock lock = channel.lock();
    assertThat(lock.isValid()).isTrue();
    return () -> {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
