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
            id,whole,long,real,digits,flag,day,nothing,mixed,huge,article,pandas,upper
            007,1,9223372036854775807,0.5,12345678901234567890,true,2026-01-01,,1,1e999,12E3,0.30000000000000004,True
            12,-2,-5,1e-3,1,false,2026-01-02,,x,1,5,1.0E-5,False
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
            "mixed VARCHAR",
            "huge VARCHAR",
            "article VARCHAR",
            "pandas DOUBLE",
            "upper BOOLEAN");
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

  /** The kernel would call the second one {@code first_1}, and cannot write such a file itself. */
  @Test
  void parquet_namesThatAreThereTwice_areRefused() throws IOException {
    Path file = folder.resolve("a.parquet");
    try (KernelSession session = kernel.session()) {
      session.execute(
          "COPY (SELECT 1 AS first, {'x': [{'y': 1}], 'z': 2} AS deep, 3 AS other) TO '%s'"
              .formatted(file));
    }
    assertThat(reader.file(file).columns())
        .extracting(Spine.Column::name)
        .containsExactly("first", "deep", "other");

    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Path twice = folder.resolve("b.parquet");
    Files.writeString(twice, bytes.replace("other", "first"), StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> reader.file(twice))
        .isInstanceOf(FactoryException.class)
        .hasMessageContaining("b.parquet has two columns named 'first'");
  }

  @Test
  void csv_otherDelimitersAndQuotedNames_areRead() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "\"a;\"\"b\";c\r\n1;\"x;y\"\r\n");

    Spine spine = reader.file(file);

    assertThat(spine.columns()).extracting(Spine.Column::name).containsExactly("a;\"b", "c");
    assertThat(rows(spine)).containsExactly("[1, x;y, 0]");
  }

  @Test
  void jsonLines_numbersThatLoseDigitsAndKeysThereTwice_areRefused() throws IOException {
    Path digits =
        Files.writeString(
            folder.resolve("d.jsonl"), "{\"x\": 1.5}\n{\"x\": 3}\n{\"x\": 9007199254740993}\n");
    Path fits =
        Files.writeString(folder.resolve("f.jsonl"), "{\"x\": 1.5}\n{\"x\": 9007199254740992}\n");
    Path twice = Files.writeString(folder.resolve("t.jsonl"), "{\"x\": 1}\n{\"x\": 1, \"x\": 2}\n");

    assertThatThrownBy(() -> reader.file(digits))
        .hasMessageContaining("Object 3 of d.jsonl: 9007199254740993 of 'x' has more digits");
    assertThat(rows(reader.file(fits))).hasSize(2);
    assertThatThrownBy(() -> reader.file(twice))
        .hasMessageContaining("Object 2 of t.jsonl has a key twice");
  }

  @Test
  void query_sumsOfWholeNumbers_keepAllDigits() {
    Spine spine =
        reader.query(
            "q.sql", "SELECT sum(x) AS s FROM (VALUES (9223372036854775806), (1)) v(x)", List.of());

    assertThat(spine.columns()).extracting(Spine.Column::type).containsExactly("DECIMAL(38,0)");
    assertThat(rows(spine)).containsExactly("[9223372036854775807, 0]");
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
