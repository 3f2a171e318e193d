package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file of the project is damaged, missing or locked: one message that says what was found and the
 * way out, exit 1; with the file as it was the same command goes through and nothing is lost.
 */
final class DamageTest {
  private static final String RUN = "run by_day --at 2026-03-05T06:00";
  private static final String GET = "get by_day ad=ad-1";

  @TempDir static Path temporary;
  private static Path folder;
  private static Path saved;
  private static Map<String, List<String>> undisturbed;

  @BeforeAll
  static void project() throws IOException {
    folder = CrashProject.create(temporary.resolve("shop"), 300, 4);
    saved = temporary.resolve("saved");
    Files.writeString(
        folder.resolve("factory.yaml"),
        """
        registry: jdbc:sqlite:.factory/registry.db?busy_timeout=200
        catalog: jdbc:sqlite:.factory/catalog.db?busy_timeout=200
        """,
        StandardOpenOption.APPEND);
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

  @ParameterizedTest
  @CsvSource({
    "registry.db, DAMAGED, The registry $/.factory/registry.db is damaged",
    "registry.db, CUT, The registry $/.factory/registry.db is damaged",
    "catalog.db, DAMAGED, The catalog jdbc:sqlite:$/.factory/catalog.db",
    "catalog.db, CUT, The catalog jdbc:sqlite:$/.factory/catalog.db",
    "catalog.db, MISSING, is missing or empty",
    "warehouse/tiles/by_day_v1_tiles .metadata.json, DAMAGED, table tiles.by_day_v1_tiles: a file is damaged",
    "warehouse/tiles/by_day_v1_tiles .metadata.json, GARBLED, table tiles.by_day_v1_tiles: a file is damaged",
    "warehouse/log/by_day_v1_log .metadata.json, MISSING, table log.by_day_v1_log: a file is missing",
    "warehouse/log/by_day_v1_log snap-, CUT, table log.by_day_v1_log: a file is damaged",
    "warehouse/log/by_day_v1_log .parquet, MISSING, Cannot read table log.by_day_v1_log: a file is missing ($/",
    "warehouse/lake/clicks .parquet, CUT, Cannot read table lake.clicks: a file is damaged ($/",
    "warehouse/lake/clicks .parquet, GARBLED, a file is damaged (",
    "warehouse/ops/runs .metadata.json, MISSING, table ops.runs: a file is missing",
    "online/db MANIFEST, DAMAGED, Cannot read online store default",
    "online/db CURRENT, MISSING, Cannot read online store default",
    "online/format, DAMAGED, Cannot open online store default",
  })
  void run_withAFile_saysWhatIsWrongAndLosesNothing(String place, Harm harm, String message)
      throws IOException {
    Path file = find(place);
    byte[] sound = Files.readAllBytes(file);
    harm.to(file, sound);

    Typed result = Typed.ff(folder, RUN);

    assertToldOnce(result, message);
    Files.write(file, sound);
    assertThat(Typed.ff(folder, RUN).code()).isZero();
    assertThat(ProjectContent.of(folder)).isEqualTo(undisturbed);
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING, Cannot read table lake.clicks: a file is missing ($F; expected: all files of the",
    "CUT, Cannot read table lake.clicks: a file is damaged ($F has ",
    "GARBLED, Cannot read table lake.clicks: a file is damaged (",
    "DAMAGED, Cannot read table lake.clicks: a file is damaged (",
  })
  void sql_withAFileOfTheLake_namesTableAndFile(Harm harm, String message) throws IOException {
    for (Path file : findAll("warehouse/lake/clicks .parquet")) {
      byte[] sound = Files.readAllBytes(file);
      harm.to(file, sound);

      Typed result = Typed.ff(folder, "sql SELECT\tmax(price),max(ad)\tFROM\tlake.clicks");

      assertToldOnce(result, message.replace("$F", file.toString()));
      assertThat(result.said()).contains(file.toString(), "Restore it from a backup");
      Files.write(file, sound);
    }
  }

  @Test
  void run_withLockedRegistry_saysSoAndLosesNothing() throws Exception {
    try (Locked lock = Sqlite.lock(folder.resolve(".factory/registry.db"))) {
      assertToldOnce(Typed.ff(folder, RUN), "The registry $/.factory/registry.db is locked");
      assertThat(Typed.ff(folder, GET).code()).as("lookups need no lock: %s", lock).isZero();
    }
    assertThat(Typed.ff(folder, RUN).code()).isZero();
    assertThat(ProjectContent.of(folder)).isEqualTo(undisturbed);
  }

  @Test
  void run_withLockedCatalog_saysSoAndLosesNothing() throws Exception {
    try (Locked lock = Sqlite.lock(folder.resolve(".factory/catalog.db"))) {
      assertToldOnce(
          Typed.ff(folder, RUN),
          "The catalog jdbc:sqlite:$/.factory/catalog.db?busy_timeout=200 is locked");
      assertThat(Typed.ff(folder, "verify by_day").code()).as("reads go on: %s", lock).isZero();
    }
    assertThat(Typed.ff(folder, RUN).code()).isZero();
    assertThat(ProjectContent.of(folder)).isEqualTo(undisturbed);
  }

  @ParameterizedTest
  @CsvSource({
    "online/db MANIFEST, DAMAGED",
    "online/db .sst, DAMAGED",
    "online/db CURRENT, MISSING"
  })
  void rebuild_ofDamagedStore_setsItAsideAndServesTheSame(String place, Harm harm)
      throws IOException {
    Map<String, List<String>> before = ProjectContent.of(folder);
    Path file = find(place);
    harm.to(file, Files.readAllBytes(file));
    assertToldOnce(Typed.ff(folder, "verify"), "Run ff publish --rebuild");

    Typed rebuild = Typed.ff(folder, "publish --rebuild");

    assertThat(rebuild.code()).as(rebuild.said()).isZero();
    assertThat(rebuild.said()).contains("Online store default was damaged");
    assertThat(Typed.ff(folder, "verify").code()).isZero();
    assertThat(ProjectContent.of(folder).get("store default, by_day"))
        .isEqualTo(before.get("store default, by_day"));
  }

  @Test
  void apply_afterTheRegistryWasLost_goesOnFromTheWarehouse() throws IOException {
    for (String end : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(folder.resolve(".factory/registry.db" + end));
    }

    assertToldOnce(Typed.ff(folder, RUN), "nothing is applied yet. Run ff apply first");
    assertThat(Typed.ff(folder, "apply").code()).isZero();
    Typed run = Typed.ff(folder, RUN);

    assertThat(run.code()).as(run.said()).isZero();
    Map<String, List<String>> content = ProjectContent.of(folder);
    for (String place : List.of("log.by_day_v1_log", "ops.runs", "store default, by_day")) {
      assertThat(content.get(place)).as(place).isEqualTo(undisturbed.get(place));
    }
  }

  /** What is done to a file. */
  enum Harm {
    DAMAGED,
    /** Its ends are sound. */
    GARBLED,
    CUT,
    MISSING;

    void to(Path file, byte[] sound) throws IOException {
      switch (this) {
        case DAMAGED -> Files.write(file, garbled(sound, 0));
        case GARBLED -> Files.write(file, garbled(sound, 8));
        case CUT -> Files.write(file, Arrays.copyOf(sound, sound.length / 2));
        case MISSING -> Files.delete(file);
      }
    }
  }

  private static byte[] garbled(byte[] sound, int ends) {
    byte[] other = sound.clone();
    for (int i = ends; i < other.length - ends; i++) {
      other[i] = (byte) (i * 37 + 11);
    }
    return other;
  }

  private static void assertToldOnce(Typed result, String message) {
    assertThat(result.code()).as(result.said()).isEqualTo(1);
    assertThat(result.said())
        .contains(message.replace("$", folder.toString()))
        .containsOnlyOnce("error: ")
        .doesNotContain("internal", "Exception");
  }

  /** A file by its path, or the newest in a folder with a part of its name, after a blank. */
  private static Path find(String place) throws IOException {
    String[] words = place.split(" ", 2);
    Path path = folder.resolve(".factory").resolve(words[0]);
    if (words.length == 1) {
      return path;
    }
    return findAll(place).stream()
        .max(Comparator.comparing(f -> f.toFile().lastModified()))
        .orElseThrow();
  }

  /** The files in a folder with a part of their name, after a blank. */
  private static List<Path> findAll(String place) throws IOException {
    String[] words = place.split(" ", 2);
    try (Stream<Path> all = Files.walk(folder.resolve(".factory").resolve(words[0]))) {
      return all.filter(f -> f.getFileName().toString().contains(words[1])).sorted().toList();
    }
  }
}
