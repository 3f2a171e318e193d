package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.lake.ImportReport.FileReport;
import io.featurefactory.lake.ImportReport.Status;
import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are not what their name says: one message, and nothing of them in the lake. */
final class ImporterRefusalsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-05T10:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;
  private Warehouse warehouse;
  private Kernel kernel;

  @BeforeEach
  void open() {
    warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            CLOCK);
    kernel = Kernel.open(new KernelSettings(2, 1 << 29, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    kernel.close();
    warehouse.close();
  }

  @Test
  void textFile_binaryOrUtf16_isRefused() throws IOException {
    assertThat(refusal("a.csv", new byte[] {127, 'E', 'L', 'F', '"', 0, 1, '\n'}))
        .isEqualTo(binary("a.csv"));
    assertThat(refusal("b.csv", "event_id,at\n1,2\n".getBytes(StandardCharsets.UTF_16LE)))
        .isEqualTo(binary("b.csv"));
  }

  private String binary(String name) {
    return folder.resolve(name)
        + " is no text in UTF-8: its first line has a NUL byte (expected: CSV or JSON lines as"
        + " text)";
  }

  @Test
  void parquet_emptyForeignOrCutOff_isRefused() throws IOException {
    Path whole = folder.resolve("whole.parquet");
    try (KernelSession session = kernel.session()) {
      session.execute("COPY (FROM range(1000)) TO " + SqlText.text(whole.toString()));
    }
    byte[] bytes = Files.readAllBytes(whole);

    assertThat(refusal("a.parquet", new byte[0])).isEqualTo(notParquet("a.parquet"));
    assertThat(refusal("b.parquet", "id,x\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(notParquet("b.parquet"));
    assertThat(refusal("c.parquet", Arrays.copyOf(bytes, bytes.length / 2)))
        .isEqualTo(notParquet("c.parquet"));
  }

  @Test
  void jsonLines_withoutAnyObject_areRefused() throws IOException {
    assertThat(refusal("a.jsonl", "{\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            folder.resolve("a.jsonl")
                + ": no line is an object with columns (expected: JSON lines, one object per line)");
  }

  @Test
  void onlyRow_thatIsBad_isToldAsOne() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "id,x\n1,2,3\n");

    FileReport report =
        new Importer(warehouse, kernel, CLOCK)
            .importFiles(
                "t", List.of(), List.of(file), ImportOptions.withMaxBadRows(9), ImportProgress.NONE)
            .files()
            .get(0);

    assertThat(report.reason())
        .startsWith(
            file + ": not even its only row could be read; nothing was imported. The first:");
  }

  private String notParquet(String name) {
    return folder.resolve(name)
        + " is no complete Parquet file: it does not begin and end with PAR1 (expected: a whole"
        + " file). Copy it again";
  }

  @Test
  void aRefusedFile_doesNotKeepTheOthersOut() throws IOException {
    Path bad = Files.write(folder.resolve("bad.parquet"), new byte[20]);
    Path good = Files.writeString(folder.resolve("good.csv"), "id,x\n1,2\n");

    ImportReport report = importInto("t", bad, good);

    assertThat(report.files())
        .extracting(FileReport::status)
        .containsExactly(Status.REFUSED, Status.IMPORTED);
    assertThat(report.rows()).isEqualTo(1);
  }

  @Test
  void folder_isNamedAsOne() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("days.csv"));

    assertThatThrownBy(() -> importInto("t", inner))
        .isInstanceOf(FactoryException.class)
        .hasMessage(inner + " is a folder (expected: files; name them, such as days.csv/*)");
  }

  @Test
  void table_thatNoSourceCouldName_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "id,x\n1,2\n");

    for (String name : List.of("Clicks", "log.x", "a b", "", "../x", "1a")) {
      assertThatThrownBy(() -> importInto(name, file))
          .isInstanceOf(FactoryException.class)
          .hasMessage(
              "table: '"
                  + name
                  + "' (expected: a lower case letter, then lower case letters, digits and _, such"
                  + " as clickstream)");
    }
    assertThat(warehouse.tables(TableId.LAKE)).isEmpty();
  }

  private String refusal(String name, byte[] content) throws IOException {
    FileReport file = importInto("t", Files.write(folder.resolve(name), content)).files().get(0);
    assertThat(file.status()).isEqualTo(Status.REFUSED);
    assertThat(file.rows()).isZero();
    return String.valueOf(file.reason());
  }

  private ImportReport importInto(String table, Path... files) {
    return new Importer(warehouse, kernel, CLOCK)
        .importFiles(
            table, List.of(), List.of(files), ImportOptions.withMaxBadRows(0), ImportProgress.NONE);
  }
}
