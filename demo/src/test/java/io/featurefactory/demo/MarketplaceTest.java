package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MarketplaceTest {
  private static final DemoSettings SMALL =
      DemoSettings.of(42, 20_000, 4, LocalDate.of(2026, 1, 1));

  @TempDir Path dir;

  @Test
  void write_sameSettings_givesTheBytesThatItAlwaysGave() {
    assertThat(digest(write(SMALL, FileFormat.CSV, 1, 0, 4)))
        .as("changes only with docs/spec/demo-events.md")
        .isEqualTo("e19b248d9c56c3579417c2ae31c0020f7fca87245c6658bba40c490eface895f");
    assertThat(digest(write(SMALL, FileFormat.JSON_LINES, 1, 0, 4)))
        .isEqualTo("945e78ffe9a45ec66bfbf2f2a49d0d4cf110faa30ed0aa7948db259a6992f8cf");
  }

  @Test
  void write_twoThreads_givesTheBytesOfOne() {
    assertThat(write(SMALL, FileFormat.CSV, 2, 0, 4))
        .isEqualTo(write(SMALL, FileFormat.CSV, 1, 0, 4));
  }

  @Test
  void write_otherSeed_givesOtherRows() {
    DemoSettings other = DemoSettings.of(43, 20_000, 4, LocalDate.of(2026, 1, 1));

    assertThat(write(other, FileFormat.CSV, 1, 0, 1))
        .isNotEqualTo(write(SMALL, FileFormat.CSV, 1, 0, 1));
  }

  @Test
  void write_dayByDay_givesTheBytesOfAllAtOnce() {
    Map<String, String> all = write(SMALL, FileFormat.CSV, 1, 0, 6);
    Map<String, String> parts = new TreeMap<>();
    parts.putAll(write(SMALL, FileFormat.CSV, 1, 0, 4));
    parts.putAll(write(SMALL, FileFormat.CSV, 1, 4, 5));
    parts.putAll(write(SMALL, FileFormat.CSV, 2, 5, 6));

    assertThat(parts).isEqualTo(all);
    assertThat(all).hasSize(18).containsKey("clickstream-2026-01-06.csv");
  }

  @Test
  void write_files_areReportedAsTheyAre() throws IOException {
    List<String> heard = new ArrayList<>();
    List<EventFile> files =
        Marketplace.of(SMALL)
            .write(
                new Marketplace.Target(dir.resolve("a/b"), FileFormat.JSON_LINES, 2),
                0,
                2,
                (done, of) -> heard.add(done + "/" + of));

    assertThat(heard).containsExactly("1/2", "2/2");
    assertThat(files)
        .extracting(file -> file.path().getFileName().toString())
        .containsExactly(
            "clickstream-2026-01-01.jsonl",
            "contacts-2026-01-01.jsonl",
            "ads-2026-01-01.jsonl",
            "clickstream-2026-01-02.jsonl",
            "contacts-2026-01-02.jsonl",
            "ads-2026-01-02.jsonl");
    for (EventFile file : files) {
      try (Stream<String> lines = Files.lines(file.path())) {
        assertThat(lines.count()).isEqualTo(file.rows());
      }
    }
  }

  @Test
  void write_folderThatIsAFile_isRefusedWithTheWayOut() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));

    assertThatThrownBy(() -> write(file, SMALL, FileFormat.CSV, 1, 0, 1))
        .isInstanceOfSatisfying(
            FactoryException.class,
            e -> assertThat(e.kind()).isEqualTo(FactoryException.Kind.EXTERNAL))
        .hasMessage(
            "Cannot write %s: FileAlreadyExistsException: %s. Make room or choose another folder, then run the same command again",
            file, file);
  }

  @Test
  void write_fileThatCannotBe_leavesNothingUnfinished() throws IOException {
    Path obstacle = Files.createDirectories(dir.resolve("contacts-2026-01-02.csv/inside"));

    assertThatThrownBy(() -> write(dir, SMALL, FileFormat.CSV, 2, 0, 30))
        .isInstanceOf(FactoryException.class)
        .hasMessageStartingWith("Cannot write " + dir + ": ")
        .hasMessageEndingWith("then run the same command again");
    assertThat(obstacle).exists();
    try (Stream<Path> left = Files.list(dir)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .contains("clickstream-2026-01-01.csv", "contacts-2026-01-01.csv")
          .noneMatch(name -> name.endsWith(".part"));
    }
  }

  @Test
  void write_noDay_isRefused() {
    assertThatThrownBy(() -> write(SMALL, FileFormat.CSV, 1, 3, 3))
        .isInstanceOf(FactoryException.class)
        .hasMessage("days: 3 to 3 (expected: 0 or more, and at least one day)");
  }

  private Map<String, String> write(
      DemoSettings settings, FileFormat format, int threads, int from, int to) {
    return write(
        dir.resolve(Long.toString(System.nanoTime())), settings, format, threads, from, to);
  }

  private static Map<String, String> write(
      Path dir, DemoSettings settings, FileFormat format, int threads, int from, int to) {
    Map<String, String> texts = new TreeMap<>();
    Marketplace.Target target = new Marketplace.Target(dir, format, threads);
    for (EventFile file : Marketplace.of(settings).write(target, from, to, Progress.SILENT)) {
      texts.put(file.path().getFileName().toString(), read(file.path()));
    }
    return texts;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(Map<String, String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      texts.values().forEach(t -> digest.update(t.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
