package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilesInputTest {
  @TempDir Path folder;
  private Warehouse warehouse;
  private Kernel kernel;
  private KernelSession session;

  @BeforeEach
  void open() {
    warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC());
    kernel = Kernel.open(new KernelSettings(1, 1 << 28, folder.resolve("spill")));
    session = kernel.session();
  }

  @AfterEach
  void close() {
    session.close();
    kernel.close();
    warehouse.close();
  }

  @Test
  void parquet_newFilesAreAddedOnce_withTheirPartitionsAndTimes() throws IOException {
    parquet("data/dt=2026-03-01/a.parquet", 1, "2026-03-01 10:00:00");
    SourceInput input = input("data/dt=*/*.parquet");
    long first = input.newest();
    assertThat(input.newest()).isEqualTo(first);
    assertThat(rows(input, input.files(first)))
        .containsExactly(List.of("1", Instant.parse("2026-03-01T10:00:00Z"), "2026-03-01"));

    parquet("data/dt=2026-03-02/b.parquet", 2, "2026-03-02 10:00:00");
    long second = input.newest();
    List<LakeFile> added = input.added(first, second);

    assertThat(rows(input, added))
        .containsExactly(List.of("2", Instant.parse("2026-03-02T10:00:00Z"), "2026-03-02"));
    assertThat(added.get(0).records()).isEqualTo(1);
    assertThat(input.eventTimes(added.get(0)))
        .isEqualTo(
            new SourceInput.TimeRange(
                Instant.parse("2026-03-02T10:00:00Z"), Instant.parse("2026-03-02T10:00:00Z")));
    assertThat(rows(input, List.of())).isEmpty();
  }

  @Test
  void csvAndJson_readTheSame() throws IOException {
    write("csv/dt=2026-03-01/a.csv", "id,at\n1,2026-03-01T10:00:00+02:00\n");
    write("json/dt=2026-03-01/a.jsonl", "{\"id\": 1, \"at\": \"2026-03-01T10:00:00+02:00\"}\n");
    for (String pattern : List.of("csv/*/*.csv", "json/*/*.jsonl")) {
      SourceInput input = input(pattern);
      assertThat(rows(input, input.files(input.newest())))
          .containsExactly(List.of("1", Instant.parse("2026-03-01T08:00:00Z"), "2026-03-01"));
    }
  }

  @Test
  void csvAndJson_rowsAndTimesAreCounted() throws IOException {
    write("csv/dt=1/a.csv", "id,at\n1,2026-03-02T10:00:00+02:00\n2,2026-03-01\n3,\n");
    write(
        "json/dt=1/a.jsonl", "{\"at\": \"2026-03-01\"}\n{\"at\": \"2026-03-02T08:00:00Z\"}\n{}\n");
    for (String pattern : List.of("csv/*/*.csv", "json/*/*.jsonl")) {
      SourceInput input = input(pattern);
      LakeFile file = input.files(input.newest()).get(0);
      assertThat(file.records()).isEqualTo(3);
      assertThat(input.eventTimes(file))
          .isEqualTo(
              new SourceInput.TimeRange(
                  Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T08:00:00Z")));
    }
  }

  @Test
  void partitions_areTextsAndPrune() throws IOException {
    parquet("data/dt=007/a.parquet", 1, "2026-03-01 10:00:00");
    parquet("data/dt=008/b.parquet", 2, "2026-03-02 10:00:00");
    SourceInput input = input("data/dt=*/*.parquet");
    List<LakeFile> files = input.files(input.newest());
    String wanted =
        "SELECT id FROM ("
            + input.events(files, FilesInputTest::none).events()
            + ") WHERE dt = '008'";

    assertThat(session.query(wanted, ResultRow::values)).containsExactly(List.of("2"));
    assertThat(
            session.query("EXPLAIN ANALYZE " + wanted, row -> String.valueOf(row.string(1))).get(0))
        .contains("1/2");
  }

  @Test
  void landings_areTheListings() throws IOException {
    write("csv/dt=1/a.csv", "id,at\n1,2026-03-01\n");
    SourceInput input = input("csv/*/*.csv");
    long first = input.newest();
    write("csv/dt=1/b.csv", "id,at\n2,2026-03-01\n");
    long second = input.newest();

    assertThat(input.landings(0, second)).containsExactly(first, second);
    assertThat(input.landings(first, second)).containsExactly(second);
    assertThat(input.landings(second, second)).isEmpty();
  }

  @Test
  void otherPattern_isAnotherList() throws IOException {
    write("csv/dt=1/a.csv", "id,at\n1,2026-03-01\n");
    input("csv/*/*.csv").newest();
    write("json/dt=1/a.jsonl", "{\"at\": \"2026-03-01\"}\n");

    SourceInput other = input("json/*/*.jsonl");

    assertThat(other.files(other.newest())).hasSize(1);
  }

  @Test
  void changedFile_isNamed() throws IOException {
    Path file = write("csv/dt=2026-03-01/a.csv", "id,at\n1,2026-03-01\n");
    SourceInput input = input("csv/*/*.csv");
    input.newest();
    Files.writeString(file, "id,at\n1,2026-03-01\n2,2026-03-02\n");
    assertThatThrownBy(input::newest)
        .hasMessageStartingWith(
            "Source events: file " + file + " changed after it was read (it had 19 bytes of ")
        .hasMessageEndingWith("). Restore it and put new events into new files");
  }

  @Test
  void vanishedFile_isNamed() throws IOException {
    Path file = write("csv/dt=2026-03-01/a.csv", "id,at\n1,2026-03-01\n");
    write("csv/dt=2026-03-01/b.csv", "id,at\n1,2026-03-01\n");
    SourceInput input = input("csv/*/*.csv");
    input.newest();
    Files.delete(file);
    assertThatThrownBy(input::newest)
        .hasMessage(
            "Source events: file "
                + file
                + " was read before and is gone. Put it back; features were computed from it");
  }

  @Test
  void noFile_isAnError() {
    assertThatThrownBy(() -> input("none/*.csv").newest())
        .hasMessageStartingWith("Source events: no file matches '");
  }

  @Test
  void pathsWithBrackets_areThoseThatWereFound() throws IOException {
    parquet("dt=[1]/a.parquet", 1, "2026-03-01 10:00:00");
    parquet("dt=1/a.parquet", 2, "2026-03-01 10:00:00");
    SourceInput input = input("dt=*/*.parquet");
    String events = input.events(input.files(input.newest()), FilesInputTest::none).events();
    assertThat(session.query("SELECT id, dt FROM (" + events + ") ORDER BY id", ResultRow::values))
        .containsExactly(List.of("1", "[1]"), List.of("2", "1"));
  }

  @Test
  void bracketThatIsOpen_isRefused() {
    assertThatThrownBy(() -> input("csv/dt=[ab/*.csv").newest())
        .hasMessage(
            "Source events: 'csv/dt=[ab/*.csv' has a [ without a ] in the same name (expected: such as [abc], [a-c] or [!abc]). For the character itself, write [[]");
  }

  @Test
  void badValue_isADataError() throws IOException {
    write("csv/dt=2026-03-01/a.csv", "id,at\n1,yesterday\n");
    SourceInput input = input("csv/*/*.csv");
    List<LakeFile> files = input.files(input.newest());
    assertThatThrownBy(() -> rows(input, files)).hasMessageContaining("yesterday");
  }

  private List<List<Object>> rows(SourceInput input, List<LakeFile> files) {
    return session.query(
        "SELECT id, event_time, dt FROM ("
            + input.events(files, FilesInputTest::none).events()
            + ") ORDER BY id",
        ResultRow::values);
  }

  private static String none(Expr expr) {
    throw new AssertionError("no computed column: " + expr);
  }

  private SourceInput input(String pattern) {
    Source source =
        new Source(
            "events",
            new Source.Files(pattern),
            "event_time",
            null,
            null,
            null,
            null,
            List.of(
                new Source.Column("id", Primitive.VARCHAR, "id", null),
                new Source.Column("event_time", Primitive.TIMESTAMP, "at", null),
                new Source.Column("dt", Primitive.VARCHAR, "dt", null)));
    return SourceInputs.of(warehouse, kernel, folder).open(source);
  }

  private void parquet(String name, int id, String at) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    session.execute(
        "COPY (SELECT %d AS id, TIMESTAMP '%s' AS at) TO '%s' (FORMAT parquet)"
            .formatted(id, at, file));
  }

  private Path write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }
}
