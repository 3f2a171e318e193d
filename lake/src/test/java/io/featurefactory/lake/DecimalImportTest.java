package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No decimal is rounded without a word: what has digits that would get lost is a bad row. */
final class DecimalImportTest {
  private static final String WHY = "price: 1.239 does not fit decimal(12,2) without rounding";

  @TempDir Path folder;
  private LakeFixture lake;

  @BeforeEach
  void open() {
    lake = new LakeFixture(folder);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void csv_surplusDigits_areBadLinesUnlessTheyAreZeros() throws IOException {
    imported(
        Files.writeString(
            folder.resolve("a.csv"),
            """
            id,at,price,note
            1,2026-03-01,1.2300,"two
            lines, 7.777"
            2,2026-03-01,1.239,"a ""b"", c"
            3,2026-03-01,,x
            4,2026-03-01,"1.239",x
            5,2026-03-01,1.235e-1,5" x
            6,2026-03-01,abc.1239,x
            7,yesterday,1.239,x
            8,2026-03-01,-12,x
            9,2026-03-01,-0.001,
            """));

    assertThat(prices())
        .containsExactly(row("1", "1.23"), row("3", null), row("5", "0.12"), row("8", "-12.00"));
    assertThat(rejected())
        .containsExactly(
            List.of(4L, WHY, "2,2026-03-01,1.239,\"a \"\"b\"\", c\""),
            List.of(6L, WHY, "4,2026-03-01,\"1.239\",x"),
            List.of(8L, "price: 'abc.1239' is no decimal", "6,2026-03-01,abc.1239,x"),
            List.of(9L, "at: 'yesterday' is no timestamp", "7,yesterday,1.239,x"),
            List.of(
                11L,
                "price: -0.001 does not fit decimal(12,2) without rounding",
                "9,2026-03-01,-0.001,"));
  }

  @Test
  void json_surplusDigits_areBadLines() throws IOException {
    imported(
        Files.writeString(
            folder.resolve("a.jsonl"),
            """
            {"id": "1", "at": "2026-03-01", "price": 1.230}
            {"id": "2", "at": "2026-03-01", "price": 1.239}
            {"id": "3", "at": "2026-03-01", "price": "x"}
            {"id": "4", "at": "2026-03-01", "price": "7"}
            """));

    assertThat(prices()).containsExactly(row("1", "1.23"), row("4", "7.00"));
    assertThat(rejected()).extracting(r -> r.get(0)).containsExactly(2L, 3L);
    assertThat(rejected())
        .extracting(r -> r.get(1))
        .containsExactly(WHY, "price: 'x' is no decimal(12,2)");
  }

  @Test
  void parquet_decimals_areKeptAsTheyAre_doublesAreRounded() {
    Path decimals = folder.resolve("decimals.parquet");
    Path doubles = folder.resolve("doubles.parquet");
    lake.session.execute(
        "COPY (SELECT * FROM (VALUES ('1', TIMESTAMP '2026-03-01', 1.230::DECIMAL(9,3)),"
            + " ('2', TIMESTAMP '2026-03-01', 1.239), ('3', TIMESTAMP '2026-03-01', NULL))"
            + " t(id, \"at\", price)) TO "
            + SqlText.text(decimals.toString()));
    lake.session.execute(
        "COPY (SELECT '4' AS id, TIMESTAMP '2026-03-01' AS \"at\", 0.1::DOUBLE + 0.2::DOUBLE AS price) TO "
            + SqlText.text(doubles.toString()));

    imported(decimals, doubles);

    assertThat(prices()).containsExactly(row("1", "1.23"), row("3", null), row("4", "0.30"));
    assertThat(rejected()).extracting(r -> r.get(1)).containsExactly(WHY);
  }

  private void imported(Path... files) {
    Source source =
        new Source(
            "t",
            new Source.LakeTable("t"),
            "at",
            "id",
            null,
            null,
            null,
            List.of(
                new Source.Column("id", Primitive.VARCHAR, "id", null),
                new Source.Column("at", Primitive.TIMESTAMP, "at", null),
                new Source.Column("price", new DataType.Decimal(12, 2), "price", null)));
    ImportReport report =
        new Importer(lake.warehouse, lake.kernel, Clock.systemUTC())
            .importFiles(
                "t",
                List.of(source),
                List.of(files),
                ImportOptions.withMaxBadRows(9),
                ImportProgress.NONE);
    assertThat(report.files())
        .allSatisfy(f -> assertThat(f.status()).isEqualTo(ImportReport.Status.IMPORTED));
  }

  private List<List<Object>> prices() {
    return lake.rows(TableId.lake("t"), "id, price", "ORDER BY id");
  }

  private List<List<Object>> rejected() {
    return lake.rows(TableId.lake("t__rejected"), "line, reason, raw", "ORDER BY line");
  }

  private static List<Object> row(String id, String price) {
    return Arrays.asList(id, price == null ? null : new BigDecimal(price));
  }
}
