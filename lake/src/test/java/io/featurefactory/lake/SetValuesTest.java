package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.lake.ImportReport.Status;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SetValuesTest {
  private static final TableId CLICKS = TableId.lake("clicks");

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
  void csv_valuesAreInEveryRow() throws IOException {
    Path file = file("a.csv", "at,item\n2026-03-01,1\n2026-03-02,2\n");

    load(file, Map.of("policy", "random", "position", "03"));

    assertThat(lake.rows(CLICKS, "item, policy, position", "ORDER BY item"))
        .containsExactly(List.of(1L, "random", 3L), List.of(2L, "random", 3L));
  }

  @Test
  void json_valuesAreInEveryRow() throws IOException {
    Path file = file("a.jsonl", "{\"at\": \"2026-03-01\", \"item\": 1}\n");

    load(file, Map.of("policy", "bts"));

    assertThat(lake.rows(CLICKS, "item, policy", "")).containsExactly(List.of(1L, "bts"));
  }

  @Test
  void parquet_valuesAreInEveryRow() {
    Path file = folder.resolve("a.parquet");
    lake.session.execute(
        "COPY (SELECT TIMESTAMP '2026-03-01' AS at, 1::BIGINT AS item) TO '" + file + "'");

    load(file, Map.of("policy", "it's"));

    assertThat(lake.rows(CLICKS, "item, policy", "")).containsExactly(List.of(1L, "it's"));
  }

  @Test
  void csv_badRows_othersGetTheValue() throws IOException {
    Path file = file("a.csv", "at,item\nnever,1\n2026-03-02,2\n");

    ImportReport report = load(file, Map.of("policy", "bts"));

    assertThat(report.rejected()).isEqualTo(1);
    assertThat(lake.rows(CLICKS, "item, policy", "")).containsExactly(List.of(2L, "bts"));
  }

  @Test
  void eventTime_mayBeSet() throws IOException {
    Path file = file("a.csv", "item\n1\nx\n");

    ImportReport report = load(file, Map.of("at", "2026-03-01T02:00:00+02:00"));

    assertThat(report.rejected()).isEqualTo(1);
    assertThat(lake.rows(CLICKS, "\"at\", item", ""))
        .containsExactly(List.of(Instant.parse("2026-03-01T00:00:00Z"), 1L));
  }

  @Test
  void sameFileTwice_sameValues_isImportedOnce() throws IOException {
    Path file = file("a.csv", "at,item\n2026-03-01,1\n");
    load(file, Map.of("policy", "bts", "position", "1"));

    ImportReport again = load(file, Map.of("position", "01", "policy", "bts"));

    assertThat(again.files().get(0).status()).isEqualTo(Status.ALREADY_IMPORTED);
    assertThat(lake.rows(CLICKS, "count(*)", "")).containsExactly(List.of(1L));
  }

  @Test
  void sameFileTwice_otherValues_isAnotherImport() throws IOException {
    Path file = file("a.csv", "at,item\n2026-03-01,1\nx,2\n");
    load(file, Map.of());
    load(file, Map.of("policy", "bts"));

    ImportReport report = load(file, Map.of("policy", "random"));

    assertThat(report.files().get(0).status()).isEqualTo(Status.IMPORTED);
    assertThat(lake.rows(CLICKS, "count(*), count(policy)", "")).containsExactly(List.of(3L, 2L));
    assertThat(lake.rows(TableId.lake("clicks__rejected"), "count(*)", ""))
        .containsExactly(List.of(3L));
    assertThat(
            lake.rows(
                TableId.lake("clicks__imports"),
                "set_values",
                "WHERE set_values IS NOT NULL ORDER BY set_values"))
        .containsExactly(List.of("{\"policy\":\"bts\"}"), List.of("{\"policy\":\"random\"}"));
  }

  @Test
  void recordLost_isFoundInTheSummary() throws IOException {
    Path file = file("a.csv", "at,item\n2026-03-01,1\n");
    load(file, Map.of("policy", "bts"));
    lake.warehouse.dropTable(TableId.lake("clicks__imports"));

    assertThat(load(file, Map.of("policy", "bts")).files().get(0).status())
        .isEqualTo(Status.ALREADY_IMPORTED);
  }

  @Test
  void unknownColumn_suggestsTheNearest() throws IOException {
    Path file = file("a.csv", "at,item\n2026-03-01,1\n");

    assertThatThrownBy(() -> load(file, Map.of("polcy", "bts")))
        .hasMessage(
            "--set polcy: no source of this table declares such a column (did you mean 'policy'?)"
                + " (expected: one of at, item, policy, position, tags)");
  }

  @Test
  void valueThatDoesNotFit_isRefused() throws IOException {
    Path file = file("a.csv", "at,item\n2026-03-01,1\n");

    assertThatThrownBy(() -> load(file, Map.of("position", "left")))
        .hasMessage("--set position=left: 'left' is no bigint");
    assertThatThrownBy(() -> load(file, Map.of("position", "1.5")))
        .hasMessage("--set position=1.5: '1.5' is no bigint");
    assertThatThrownBy(() -> load(file, Map.of("at", "infinity")))
        .hasMessage("--set at=infinity: 'infinity' is no timestamp");
    assertThatThrownBy(() -> load(file, Map.of("tags", "x")))
        .hasMessageContaining("--set tags: the column is");
  }

  @Test
  void columnOfTheFile_refusesTheFile() throws IOException {
    Path file = file("a.csv", "at,item,Policy\n2026-03-01,1,x\n");

    ImportReport report = load(file, Map.of("policy", "bts"));

    assertThat(report.files().get(0).status()).isEqualTo(Status.REFUSED);
    assertThat(report.files().get(0).reason())
        .isEqualTo(
            file
                + " has a column 'policy' of its own (expected: --set only for columns that the"
                + " file lacks). Nothing of it was imported; leave out --set policy");
  }

  private ImportReport load(Path file, Map<String, String> set) {
    Source source =
        new Source(
            "clicks",
            new Source.LakeTable("clicks"),
            "at",
            null,
            null,
            null,
            null,
            List.of(
                column("at", Primitive.TIMESTAMP),
                column("item", Primitive.BIGINT),
                column("policy", Primitive.VARCHAR),
                column("position", Primitive.BIGINT),
                new Source.Column("tags", new DataType.Array(Primitive.VARCHAR), "tags", null)));
    return new Importer(lake.warehouse, lake.kernel, Clock.systemUTC())
        .importFiles(
            "clicks",
            List.of(source),
            List.of(file),
            ImportOptions.defaults().withSet(set),
            ImportProgress.NONE);
  }

  private static Source.Column column(String name, Primitive type) {
    return new Source.Column(name, type, name, null);
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
