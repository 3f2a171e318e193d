package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.Definition;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Registry;
import io.featurefactory.model.Registry.Effect;
import io.featurefactory.model.Registry.Request;
import io.featurefactory.testkit.control.Definitions;
import io.featurefactory.testkit.control.TestClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening, sharing, and all that can be wrong with the file. */
final class ControlStoreTest {
  private final TestClock clock = new TestClock();
  @TempDir private Path folder;
  private Path file;
  private String url;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("registry.db");
    url = "jdbc:sqlite:" + file;
  }

  private ControlStore open(String options) {
    return ControlStore.open(url + options, clock);
  }

  /** A registry with one source. */
  private Registry.Snapshot prepare() {
    try (ControlStore store = ControlStore.openOrCreate(url, clock)) {
      store.registry().apply(request(0, Definitions.source("clicks", "s")));
      return store.registry().load();
    }
  }

  private static Request request(long revision, Definition... definitions) {
    return new Request(
        revision,
        "ann",
        List.of(definitions).stream().map(d -> Definitions.entry(Effect.CREATE, d)).toList());
  }

  private void assertUnchanged(Registry.Snapshot expected) {
    try (ControlStore store = open("")) {
      assertThat(store.registry().load()).isEqualTo(expected);
    }
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement open = connection.createStatement()) {
      open.execute(statement);
    }
  }

  private static void assertRefused(Kind kind, ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(FactoryException.class)
        .hasMessage(message)
        .extracting(e -> ((FactoryException) e).kind())
        .isEqualTo(kind);
  }

  @Test
  void openOrCreate_missingFolders_makesThem() {
    file = folder.resolve("a/b/registry.db");
    url = "jdbc:sqlite:" + file;

    Registry.Snapshot applied = prepare();

    assertThat(file).exists();
    assertUnchanged(applied);
  }

  @Test
  void openOrCreate_byManyAtOnce_makesItOnce() throws Exception {
    assertThat(OpenRace.granted(url, clock)).isEqualTo(1);
  }

  @Test
  void open_missing_saysHowToMakeIt() {
    assertRefused(
        Kind.USER,
        () -> open(""),
        "There is no registry at %s. Run ff apply, which makes it".formatted(file));
    assertThat(file).doesNotExist();
  }

  @Test
  void open_otherDatabase_isRefused() {
    assertRefused(
        Kind.USER,
        () -> ControlStore.open("jdbc:oracle:thin:@x", clock),
        "registry: jdbc:oracle:thin:@x (expected: jdbc:sqlite:FILE, or"
            + " jdbc:postgresql://HOST/DATABASE?user=NAME&password=${VARIABLE})");
    assertRefused(
        Kind.USER,
        () -> ControlStore.openOrCreate("jdbc:sqlite:", clock),
        "registry: jdbc:sqlite: (expected: jdbc:sqlite:FILE, or"
            + " jdbc:postgresql://HOST/DATABASE?user=NAME&password=${VARIABLE})");
  }

  @Test
  void open_unknownOption_isRefused() {
    prepare();

    assertRefused(
        Kind.USER,
        () -> open("?busy_timeout=20&colour=blue"),
        ("registry: %s?busy_timeout=20&colour=blue: option colour=blue (expected: NAME=NUMBER, where"
                + " NAME is one of busy_timeout, max_page_count, query_only)")
            .formatted(url));
    assertThat(folder).isDirectoryNotContaining("glob:**colour**");
  }

  @Test
  void openOrCreate_folderIsAFile_isRefused() throws IOException {
    Files.writeString(folder.resolve("plain"), "text");
    file = folder.resolve("plain/registry.db");

    assertRefused(
        Kind.EXTERNAL,
        () -> ControlStore.openOrCreate("jdbc:sqlite:" + file, clock),
        cannotOpen(file));
  }

  @Test
  void open_folder_isRefused() {
    assertRefused(
        Kind.EXTERNAL, () -> ControlStore.open("jdbc:sqlite:" + folder, clock), cannotOpen(folder));
  }

  private static String cannotOpen(Path path) {
    return ("Cannot open the registry %s (expected: a file in a folder that exists and can be"
            + " written). Check the path, its owner and its permissions; nothing was changed")
        .formatted(path);
  }

  @Test
  void open_emptyFile_becomesARegistry() throws IOException {
    Files.createFile(file);

    try (ControlStore store = open("")) {
      assertThat(store.registry().load().revision()).isZero();
    }
  }

  @Test
  void open_garbage_isRefusedAndLeftAsItIs() throws IOException {
    byte[] garbage = "feature,value\nclicks,1\n".repeat(500).getBytes(StandardCharsets.UTF_8);
    Files.write(file, garbage);

    assertRefused(Kind.EXTERNAL, () -> open(""), damaged());
    assertRefused(Kind.EXTERNAL, () -> ControlStore.openOrCreate(url, clock), damaged());

    assertThat(file).hasBinaryContent(garbage);
  }

  @Test
  void open_damagedPages_isRefused() throws IOException {
    prepare();
    try (RandomAccessFile pages = new RandomAccessFile(file.toFile(), "rw")) {
      pages.seek(4096);
      pages.write(new byte[(int) pages.length() - 4096]);
    }

    assertRefused(Kind.EXTERNAL, () -> open(""), damaged());
  }

  private String damaged() {
    return ("The registry %s is damaged or no SQLite database. It was left as it is. Restore it from"
            + " a backup; or move it away and run ff apply: definitions are in your files, history is"
            + " in the warehouse")
        .formatted(file);
  }

  @Test
  void open_databaseOfAnotherProgram_isRefusedAndLeftAsItIs() throws Exception {
    sql("CREATE TABLE iceberg_tables (catalog_name VARCHAR(255))");
    byte[] before = Files.readAllBytes(file);

    assertRefused(
        Kind.USER,
        () -> ControlStore.openOrCreate(url, clock),
        ("%s is a database of another program, not a registry. It was left as it is. Set registry in"
                + " factory.yaml to a file of its own")
            .formatted(file));

    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void open_newerLayout_isRefused() throws Exception {
    prepare();
    sql("PRAGMA user_version = 99");

    assertRefused(
        Kind.USER,
        () -> open(""),
        ("The registry %s has layout 99, made by a newer version of ff (this one knows up to 1)."
                + " Update ff; nothing was changed")
            .formatted(file));
  }

  @Test
  void write_whileAnotherWrites_isRefusedAfterTheTimeout() throws Exception {
    Registry.Snapshot before = prepare();
    try (Connection other = DriverManager.getConnection(url);
        Statement statement = other.createStatement();
        ControlStore store = open("?busy_timeout=20")) {
      statement.execute("BEGIN IMMEDIATE");

      assertThat(store.registry().load()).isEqualTo(before);
      assertRefused(
          Kind.EXTERNAL,
          () -> store.registry().apply(request(1, Definitions.source("views", "s"))),
          ("The registry %s is locked: another process has been writing it for longer than the time"
                  + " to wait. Nothing was changed. Try again, or end that process")
              .formatted(file));

      statement.execute("ROLLBACK");
      assertThat(store.registry().apply(request(1, Definitions.source("views", "s")))).isEqualTo(2);
    }
  }

  @Test
  void openOrCreate_whileAnotherHoldsTheNewFile_isRefusedAfterTheTimeout() throws Exception {
    try (Connection other = DriverManager.getConnection(url);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");

      assertThatThrownBy(() -> ControlStore.openOrCreate(url + "?busy_timeout=20", clock))
          .isInstanceOf(FactoryException.class)
          .hasMessageStartingWith("The registry %s is locked".formatted(file));
    }
    try (ControlStore store = ControlStore.openOrCreate(url, clock)) {
      assertThat(store.registry().load().revision()).isZero();
    }
  }

  /** Root may write everything, so that the connection is made read-only instead of the folder. */
  @Test
  void write_readOnly_isRefused() {
    Registry.Snapshot before = prepare();
    try (ControlStore store = open("?query_only=1")) {
      assertThat(store.registry().load()).isEqualTo(before);

      assertRefused(
          Kind.EXTERNAL,
          () -> store.registry().apply(request(1, Definitions.source("views", "s"))),
          ("The registry %s cannot be written: the file or its folder is read-only. Nothing was"
                  + " changed. Give this user the right to write both")
              .formatted(file));
    }
    assertUnchanged(before);
  }

  /** A full disk is a file that may not grow, which gives the same code. */
  @Test
  void write_fullDisk_isRefusedAndLosesNothing() {
    Registry.Snapshot before = prepare();
    try (ControlStore store = open("?max_page_count=1")) {
      assertRefused(
          Kind.EXTERNAL,
          () -> store.registry().apply(request(1, manySources())),
          ("No space is left for the registry %s. Nothing was changed. Free some space on that disk,"
                  + " then try again")
              .formatted(file));

      assertThat(store.registry().load()).isEqualTo(before);
    }
    assertUnchanged(before);
  }

  @Test
  void openOrCreate_fullDisk_leavesAFileThatCanBecomeARegistry() {
    assertThatThrownBy(() -> ControlStore.openOrCreate(url + "?max_page_count=5", clock))
        .isInstanceOf(FactoryException.class)
        .hasMessageStartingWith("No space is left for the registry %s".formatted(file));

    assertThat(prepare().revision()).isEqualTo(1);
  }

  private static Definition[] manySources() {
    List<Definition> sources = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      sources.add(Definitions.source("source_" + i, "s"));
    }
    return sources.toArray(Definition[]::new);
  }

  @Test
  void write_statementOfOurs_thatFails_isAFaultOfTheProduct() throws Exception {
    prepare();
    sql("DROP TABLE leases");
    try (ControlStore store = open("")) {
      assertThatThrownBy(() -> store.leases().find("ad_trend v1"))
          .isInstanceOf(FactoryException.class)
          .hasMessageStartingWith("The registry %s refused a statement: ".formatted(file))
          .extracting(e -> ((FactoryException) e).kind())
          .isEqualTo(Kind.INTERNAL);
    }
  }

  @Test
  void apply_byTwoStoresOfOneFile_losesNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<?>> work = new ArrayList<>();
    for (String name : List.of("left_", "right_")) {
      work.add(
          threads.submit(
              () -> {
                try (ControlStore store = ControlStore.openOrCreate(url, clock)) {
                  for (int i = 0; i < 20; i++) {
                    applyUntilDone(store.registry(), Definitions.source(name + i, "s"));
                  }
                }
              }));
    }
    for (Future<?> task : work) {
      task.get();
    }
    threads.shutdown();

    try (ControlStore store = open("")) {
      assertThat(store.registry().load().definitions()).hasSize(40);
      assertThat(store.registry().load().revision()).isEqualTo(40);
    }
  }

  private static void applyUntilDone(Registry registry, Definition definition) {
    while (true) {
      try {
        registry.apply(request(registry.load().revision(), definition));
        return;
      } catch (FactoryException e) {
        assertThat(e).hasMessageContaining("The registry has changed since the plan was made");
      }
    }
  }
}
