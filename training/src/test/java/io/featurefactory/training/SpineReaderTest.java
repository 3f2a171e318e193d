package io.featurefactory.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpineReaderTest {
  @TempDir Path folder;
  private Kernel kernel;
  private SpineReader reader;

  @BeforeEach
  void open() {
    kernel = Kernel.open(new KernelSettings(2, 1 << 29, folder.resolve("spill")));
    reader = new SpineReader(kernel, folder);
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  @Test
  void csv_columns_areNumbersOnlyWhereThatLosesNothing() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.csv"),
            """
            id,whole,long,real,digits,flag,day,nothing,mixed
            007,1,9223372036854775807,0.5,12345678901234567890,true,2026-01-01,,1
            12,-2,-5,1e-3,1,false,2026-01-02,,x
            """);

    Spine spine = reader.file(file);

    assertThat(spine.columns())
        .extracting(Spine.Column::name, Spine.Column::shown)
        .map(tuple -> tuple.toList().get(0) + " " + tuple.toList().get(1))
        .containsExactly(
            "id VARCHAR",
            "whole BIGINT",
            "long BIGINT",
            "real DOUBLE",
            "digits VARCHAR",
            "flag BOOLEAN",
            "day VARCHAR",
            "nothing VARCHAR",
            "mixed VARCHAR");
    assertThat(spine.rows()).isEqualTo(2);
  }

  @Test
  void csv_nothingAndEmptyTextInQuotes_differ() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "n,a\n1,\n2,\"\"\n3,\"x\ny\"\n");

    assertThat(rows(reader.file(file))).containsExactly("[1, null, 0]", "[2, , 1]", "[3, x\ny, 2]");
  }

  @Test
  void csv_compressed_isReadInItsOrder() throws IOException {
    StringBuilder lines = new StringBuilder("n\n");
    for (int i = 0; i < 300_000; i++) {
      lines.append(i).append('\n');
    }
    Path file = folder.resolve("a.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    Spine spine = reader.file(file);

    try (KernelSession session = kernel.session()) {
      assertThat(
              session.query(
                  "SELECT count(*) FILTER (WHERE n::BIGINT = file_row_number), count(*) FROM "
                      + spine.relation(),
                  ResultRow::values))
          .containsExactly(List.of(300_000L, 300_000L));
    }
  }

  @Test
  void jsonLines_keepTextsThatLookLikeSomethingElse() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.jsonl"),
            """
            {"id": "007", "day": "2026-01-01", "n": 1, "u": 18446744073709551615, "x": 1.5, "none": null, "deep": {"a": [1]}}
            {"id": "8", "n": -2, "p": 7, "x": 2}
            """);

    Spine spine = reader.file(file);

    assertThat(spine.columns())
        .extracting(Spine.Column::shown)
        .containsExactly(
            "VARCHAR",
            "VARCHAR",
            "BIGINT",
            "DECIMAL(20,0)",
            "DOUBLE",
            "VARCHAR",
            "STRUCT(a BIGINT[])",
            "BIGINT");
    assertThat(rows(spine))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("[007, 2026-01-01, 1, 18446744073709551615, 1.5, null");
  }

  @Test
  void file_ofAnUnknownKindOrNone_isRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("a.xlsx"), "x");

    assertThatThrownBy(() -> reader.file(other))
        .isInstanceOf(FactoryException.class)
        .hasMessageContaining("its name does not say what it is (expected: .parquet, .csv, .jsonl");
    assertThatThrownBy(() -> reader.file(folder.resolve("none.csv")))
        .hasMessageContaining("There is no spine ");
    assertThatThrownBy(() -> reader.file(Files.writeString(folder.resolve("a.jsonl"), "[1, 2]\n")))
        .hasMessageContaining("JSON lines, one object with columns per line");
  }

  private List<String> rows(Spine spine) {
    try (KernelSession session = kernel.session()) {
      return session.query(
          "FROM " + spine.relation() + " ORDER BY file_row_number", row -> row.values().toString());
    }
  }
}
