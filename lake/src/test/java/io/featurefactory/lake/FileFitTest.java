package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.lake.ImportReport.FileReport;
import io.featurefactory.lake.ImportReport.Status;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that lack columns of the sources, and files that have more. */
final class FileFitTest {
  private static final ImportOptions OPTIONS =
      ImportOptions.withMaxBadRows(0)
          .withKeys(Map.of("clicks", Map.of("ad", "a key of ad_trend v1")));
  private static final Source CLICKS =
      source("clicks", "id", column("id", "id"), column("ad", "ad"), column("price", "price"));

  @TempDir Path folder;
  private Warehouse warehouse;
  private Kernel kernel;
  private int files;

  @BeforeEach
  void open() {
    warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC());
    kernel = Kernel.open(new KernelSettings(2, 1 << 29, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    kernel.close();
    warehouse.close();
  }

  @Test
  void file_withAllColumns_hasNoRemarks() throws IOException {
    assertThat(imported("id,at,ad,price\n1,2026-03-01,a,5\n")).isEmpty();
  }

  @Test
  void file_withoutADeclaredColumn_saysSoWithASuggestion() throws IOException {
    assertThat(imported("id,at,ad,Pri-ce\n1,2026-03-01,a,5\n"))
        .containsExactly(
            "has no column 'price' (did you mean 'Pri-ce'?), which source clicks declares: it is"
                + " NULL in all of its rows",
            "has a column that no source declares, which the table got: Pri-ce");
    assertThat(imported("id,at,ad,Pri-ce\n2,2026-03-01,a,5\n"))
        .as("the table has the column now")
        .hasSize(1);
  }

  @Test
  void file_withoutEventId_isRefused() throws IOException {
    assertThat(refused("idd,at,ad,price\n1,2026-03-01,a,5\n"))
        .isEqualTo(
            "%s: no column 'id' (did you mean 'idd'?), the event id of source clicks (found: idd, at, ad, price). Nothing of it was imported; correct its name, or give all rows one value: --set id=VALUE"
                .formatted(folder.resolve("f0.csv")));
  }

  @Test
  void file_withoutKey_isRefusedUnlessItIsSet() throws IOException {
    String text = "id,at,price\n1,2026-03-01,5\n";
    assertThat(refused(text))
        .contains("no column 'ad', a key of ad_trend v1 (found: id, at, price)");

    FileReport set = load(List.of(CLICKS), OPTIONS.withSet(Map.of("ad", "x")), "a.csv", text);

    assertThat(set.status()).isEqualTo(Status.IMPORTED);
    assertThat(set.remarks()).isEmpty();
  }

  @Test
  void jsonLines_mayLackAColumnButNotAll() throws IOException {
    String line = "{\"id\": \"1\", \"at\": \"2026-03-01\", \"ad\": \"a\"}\n";

    assertThat(
            load(List.of(CLICKS), OPTIONS, "a.jsonl", line + line.replace("\"ad\"", "\"price\""))
                .remarks())
        .isEmpty();
    assertThat(load(List.of(CLICKS), OPTIONS, "b.jsonl", line + line).remarks())
        .singleElement()
        .asString()
        .startsWith("has no column 'price', which source clicks declares");
    FileReport refused =
        load(List.of(CLICKS), OPTIONS, "c.jsonl", line.replace("\"ad\"", "\"price\""));
    assertThat(refused.reason()).contains("no column 'ad', a key of ad_trend v1");
  }

  @Test
  void jsonLines_beyondTheFirst_count() throws IOException {
    String line = "{\"id\": \"1\", \"at\": \"2026-03-01\", \"ad\": \"a\"}\n";

    FileReport report =
        load(
            List.of(CLICKS),
            OPTIONS,
            "a.jsonl",
            line.repeat(100_000) + line.replace("\"ad\"", "\"price\": 7, \"ad\""));

    assertThat(report.remarks()).isEmpty();
    assertThat(report.rows()).isEqualTo(100_001);
  }

  @Test
  void nestedColumn_isLookedForInsideOfWhatTheFileHas() throws IOException {
    Source nested =
        source("clicks", "id", column("id", "id"), column("ad", "ads.ad"), column("n", "ads.n"));

    FileReport report =
        load(
            List.of(nested),
            OPTIONS,
            "a.jsonl",
            "{\"id\": \"1\", \"at\": \"2026-03-01\", \"ads\": {\"ad\": \"a\"}}\n");

    assertThat(report.remarks())
        .singleElement()
        .asString()
        .startsWith("has no column 'ads.n', which source clicks declares");
  }

  @Test
  void fileOfOneOfSeveralSources_lacksNothing() throws IOException {
    Source views = source("views", "view_id", column("view_id", "view_id"), column("ad", "ad"));
    List<Source> both = List.of(CLICKS, views);

    assertThat(load(both, OPTIONS, "a.csv", "view_id,at,ad\n1,2026-03-01,a\n").remarks()).isEmpty();
    assertThat(load(both, OPTIONS, "b.csv", "id,at,ad,price\n1,2026-03-01,a,1\n").remarks())
        .isEmpty();
    assertThat(load(both, OPTIONS, "c.csv", "at,ad\n2026-03-01,a\n").reason())
        .contains("no column 'view_id', the event id of source views");
  }

  @Test
  void fileOfNoSource_hasNoRemarks() throws IOException {
    assertThat(load(List.of(), OPTIONS, "a.csv", "x,y\n1,2\n").remarks()).isEmpty();
  }

  private List<String> imported(String text) throws IOException {
    FileReport report = load(List.of(CLICKS), OPTIONS, "f" + files++ + ".csv", text);
    assertThat(report.status()).as(report.toString()).isEqualTo(Status.IMPORTED);
    return report.remarks();
  }

  private String refused(String text) throws IOException {
    FileReport report = load(List.of(CLICKS), OPTIONS, "f" + files++ + ".csv", text);
    assertThat(report.status()).as(report.toString()).isEqualTo(Status.REFUSED);
    assertThat(report.remarks()).isEmpty();
    return String.valueOf(report.reason());
  }

  private FileReport load(List<Source> sources, ImportOptions options, String name, String text)
      throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return new Importer(warehouse, kernel, Clock.systemUTC())
        .importFiles("clicks", sources, List.of(file), options, ImportProgress.NONE)
        .files()
        .get(0);
  }

  private static Source.Column column(String name, String path) {
    return new Source.Column(name, Primitive.VARCHAR, path, null);
  }

  private static Source source(String name, String eventId, Source.Column... columns) {
    List<Source.Column> all = new ArrayList<>(List.of(columns));
    all.add(new Source.Column("at", Primitive.TIMESTAMP, "at", null));
    @Nullable String none = null;
    return new Source(name, new Source.LakeTable("clicks"), "at", eventId, none, none, none, all);
  }
}
