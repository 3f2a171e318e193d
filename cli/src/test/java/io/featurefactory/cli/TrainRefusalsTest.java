package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ff train} refuses, and what it says then. */
final class TrainRefusalsTest {
  private static final String LINE =
      "train ranking --spine spine.csv --time shown_at --map ad_id=item --out out.csv";

  @TempDir Path folder;
  private TrainProject shop;

  @BeforeEach
  void project() throws IOException {
    shop = TrainProject.make(folder);
  }

  @AfterEach
  void nothingIsWritten() {
    assertThat(folder.toFile().list())
        .as("nothing half-done is left")
        .noneMatch(name -> name.startsWith(".out"));
  }

  private String ofSpine(String name, String text) throws IOException {
    shop.write(name, text);
    String said = shop.refusal("train ranking --spine " + name + " --out out.csv", 1);
    assertThat(folder.resolve("out.csv")).doesNotExist();
    return said;
  }

  @Test
  void columns_thatAreMissingOrCannotBe() throws IOException {
    assertThat(shop.refusal("train ranking --spine spine.csv --time shown_at --out out.csv", 1))
        .contains(
            "spine.csv has no column 'ad_id' for ad_id: its columns are shown_at, item, device, note, clicked. Name the one that holds it with --map ad_id=COLUMN");
    assertThat(shop.refusal(LINE.replace("ad_id=item", "ad_id=itme"), 1))
        .contains("(did you mean 'item'?)");
    assertThat(ofSpine("taken.csv", "event_time,ad_id,device,seen_1d\n2026-03-02,1,x,1\n"))
        .contains("taken.csv has a column 'seen_1d'", "Use --names full");
    assertThat(ofSpine("own.csv", "event_time,ad_id,device,__x\n2026-03-02,1,x,1\n"))
        .contains("Column '__x' of own.csv begins with two underscores");
    assertThat(ofSpine("pandas.csv", "event_time,ad_id,device,__index_level_0__\n"))
        .contains("It is the index of a pandas frame: write it with to_parquet(..., index=False)");
    assertThat(ofSpine("numbered.csv", "event_time,ad_id,device,File_Row_Number\n"))
        .contains(
            "Column 'File_Row_Number' of numbered.csv has the name under which the rows of a file are numbered");
    assertThat(ofSpine("nameless.csv", "event_time,,ad_id\n"))
        .contains("Column 2 of nameless.csv has no name");
    assertThat(shop.refusal(LINE + " --label note", 1))
        .contains("Label 'note' of spine.csv is of type VARCHAR (expected: a number, or true and");
  }

  @Test
  void columns_thatAreThereTwice() throws IOException {
    assertThat(ofSpine("twice.csv", "event_time,ad_id,Ad_Id\n"))
        .contains("twice.csv has two columns named 'Ad_Id', or alike but for the case");
    assertThat(ofSpine("twice.jsonl", "{\"ad_id\": \"1\", \"AD_ID\": \"2\"}\n"))
        .contains("twice.jsonl has two columns named 'AD_ID', or alike but for the case");
    assertThat(
            ofSpine(
                "twice.sql", "SELECT now_or.*, '1' AS ad_id, '2' AS ad_id FROM (SELECT 1) now_or"))
        .contains("twice.sql has two columns named 'ad_id'");
  }

  @Test
  void values_thatAreNone() throws IOException {
    assertThat(
            ofSpine(
                "bad.csv", "event_time,ad_id,device\n2026-03-02T00:00:00Z,1,x\nyesterday,1,x\n"))
        .contains(
            "Row 2 of bad.csv: 'yesterday' in column 'event_time' is no timestamp (expected: one such as");
    assertThat(ofSpine("random.sql", "SELECT now() AS event_time, 'x' AS device, '1' AS ad_id"))
        .contains("The SQL calls now, which gives another value each time", "Write the instant");
    assertThat(ofSpine("typed.sql", "SELECT TIMESTAMP '2026-03-02' AS event_time, 1.5 AS ad_id"))
        .contains("Column 'ad_id' of typed.sql is of type DECIMAL(2,1) (expected: string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "few.csv     | event_time,ad_id,device;2026-03-02,1     | few.csv, line 2: 2 values (expected: 3, as many as the first line has names)",
        "many.csv    | event_time,ad_id,device;2026-03-02,1,x,y | many.csv, line 2: 4 values (expected: 3,",
        "open.csv    | event_time,ad_id,device;2026-03-02,\"1,x | open.csv, line 2: a quote is not closed (expected: one at the end, too;",
        "header.csv  | event_time,\"ad_id,device                | header.csv: a quote in the first line is not closed",
        "broken.jsonl| {\"ad_id\": 1};{\"ad_id\":             | broken.jsonl, line 2: unexpected end of data (expected: an object in JSON)",
        "list.jsonl  | [1, 2]                                  | JSON lines, one object with columns per line",
        "no.parquet  | PAR1 is only the beginning of it        | no.parquet is no complete Parquet file",
        "no.csv.gz   | not compressed                          | no.csv.gz is no complete gzip file: Not in GZIP format",
        "none.csv    | ''                                      | none.csv is empty (expected: a header or rows)",
      })
  void files_thatAreDamaged(String name, String text, String said) throws IOException {
    assertThat(ofSpine(name, text.isEmpty() ? "" : text.replace(';', '\n') + "\n")).contains(said);
  }

  @Test
  void queries_thatGiveOtherRowsEachTime() throws IOException {
    String select = "SELECT \"at\" AS event_time, ad_id, 'x' AS device FROM lake.views ";
    assertThat(ofSpine("sample.sql", select + "USING SAMPLE 1"))
        .contains("The SQL takes a sample", "Add REPEATABLE (42)");
    assertThat(ofSpine("table.sql", select + "TABLESAMPLE 50%")).contains("takes a sample");
    assertThat(ofSpine("age.sql", select.replace("'x'", "age(\"at\")::VARCHAR")))
        .contains("The SQL calls age with one argument");
    assertThat(ofSpine("open.sql", select + "WHERE ad_id = ?"))
        .contains("The SQL has parameters such as ? or $1");
    shop.write("seeded.sql", select + "USING SAMPLE 1 ROWS (reservoir, 7); -- three would do\n");
    shop.done("train ranking --spine seeded.sql --out out.csv");
    assertThat(shop.lines("out.csv")).hasSize(2);
  }

  @Test
  void files_inOtherEncodings() throws IOException {
    Files.write(
        folder.resolve("latin.csv"),
        "event_time,ad_id,device\n2026-03-02,1,\u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(folder.resolve("wide.csv"), "event_time,ad_id\n".getBytes(StandardCharsets.UTF_16));

    assertThat(shop.refusal("train ranking --spine latin.csv --out out.csv", 1))
        .contains("latin.csv, line 2: no text in UTF-8 (expected: UTF-8; iconv -f latin1 -t utf-8");
    assertThat(shop.refusal("train ranking --spine wide.csv --out out.csv", 1))
        .contains("wide.csv is no text in UTF-8: its first line has a NUL byte");
  }

  /** DuckDB takes what there is: rows would be missing without a word. */
  @Test
  void files_thatWereCutOffWhereALineEnds() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write("event_time,ad_id,device\n2026-03-02,1,x\n".getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = bytes.toByteArray();
    Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, whole.length - 8));

    assertThat(shop.refusal("train ranking --spine cut.csv.gz --out out.csv", 1))
        .contains("cut.csv.gz is no complete gzip file", "Copy it again");
    assertThat(shop.refusal("import shown cut.csv.gz", 1)).contains("is no complete gzip file");
  }

  @Test
  void names_thatNobodyKnows() {
    String other = LINE.replace("spine.csv", "nowhere.csv");
    assertThat(shop.refusal(other, 1)).contains("There is no spine ", "nowhere.csv");
    assertThat(shop.refusal(LINE.replace("spine.csv", "lake.nothing"), 1))
        .contains("There is no table lake.nothing (known: lake.views,");
    assertThat(shop.refusal(LINE.replace("ranking", "rankin"), 1))
        .contains("did you mean 'ranking'?");
    assertThat(shop.refusal(LINE + " --store cache", 1))
        .contains(
            "--store cache: no view of the service is published there (stores of its views: default)");
    assertThat(shop.refusal(LINE.replace("ad_id=item", "ad-id=item"), 1))
        .contains(
            "--map ad-id=...: the service has no key or input of that name (did you mean 'ad_id'?)");
  }

  @Test
  void arguments_thatContradictEachOther() {
    assertThat(shop.refusal("train --out out.csv", 2)).contains("needs a service and a --spine");
    assertThat(shop.refusal(LINE + " --map ad_id=note", 1))
        .contains("--map ad_id=... is there twice (expected: one column for each key)");
    assertThat(shop.refusal(LINE + " --map ad_id", 2))
        .contains("'ad_id' (expected: KEY=COLUMN, such as ad_id=item)");
    assertThat(shop.refusal(LINE + " --split ,", 2)).contains("--split needs shares");
    assertThat(shop.refusal("train ranking --spine features --out out.csv", 1))
        .contains("features is a folder (expected: a file;");
    assertThat(shop.refusal(LINE + " --split 0.5,0.6", 1))
        .contains("--split 0.5,0.6 (expected: two or three positive shares whose sum is 1");
    assertThat(shop.refusal(LINE + " --from-manifest x.json", 2))
        .contains(
            "--from-manifest makes what the manifest says; ranking, --time, --map cannot be said beside it");
  }

  @Test
  void outputs_thatCannotBe() throws IOException {
    assertThat(shop.refusal(LINE.replace("out.csv", "out.xlsx"), 1))
        .contains(
            "--out out.xlsx: ",
            "(expected: .parquet, .csv, .csv.gz or .jsonl, or lake.NAME for a new table)");
    assertThat(shop.refusal(LINE.replace("out.csv", "features"), 1))
        .contains("--out features: that is a folder (expected: the name of a file)");
    assertThat(shop.refusal(LINE.replace("out.csv", "none/out.csv"), 1))
        .contains("there is no folder ");
    assertThat(shop.refusal(LINE.replace("out.csv", "spine.csv") + " --overwrite", 1))
        .contains("spine.csv is the spine itself, and nothing was changed");
    assertThat(shop.lines("spine.csv")).isEqualTo(TrainProject.SPINE.lines().toList());
  }

  @Test
  void outputs_thatAreThere() throws IOException {
    shop.done(LINE);
    assertThat(shop.refusal(LINE, 1))
        .contains("--out out.csv: the file is there already, and nothing was changed.");
    Files.delete(folder.resolve("out.csv"));
    assertThat(shop.refusal(LINE, 1))
        .contains("--out out.csv: there is a manifest out.csv.manifest.json already");
    shop.done(LINE + " --overwrite");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"as_of\": \"availability\" | \"as_of\": \"never\"        | it says 'never' where one of availability, event_time is expected",
        "\"format\": 1               | \"format\": \"one\"           | format is 'one', no number",
        "\"project\": \"shop\"       | \"project\": \"mall\"         | The manifest is of a training set of project 'mall', and this is project 'shop'.",
        "\"runs_snapshot\"           | \"runs\"                      | it has no field 'runs_snapshot'",
        "\"created_at\": \"2026      | \"created_at\": \"yesterday\", \"c\": \"2026 | is no manifest of a training set: created_at is 'yesterday'",
      })
  void manifests_thatAreNone(String was, String is, String said) throws IOException {
    shop.done(LINE);
    String manifest = Files.readString(folder.resolve("out.csv.manifest.json"));
    assertThat(manifest).contains(was);
    shop.write("other.json", manifest.replace(was, is));

    assertThat(shop.refusal("train --from-manifest other.json --out again.csv", 1)).contains(said);
    assertThat(folder.resolve("again.csv")).doesNotExist();
  }
}
