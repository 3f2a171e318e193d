package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.Housekeeping;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ff train}, as a user types it, on a history that can be read at a glance. */
final class TrainTest {
  private static final Instant NOW = Instant.parse("2026-03-10T08:00:00Z");

  /** Views of ad 7 by day, before the publish at 03T00:30 and after. */
  private static final String SPINE =
      """
      shown_at,item,device,note,clicked
      2026-03-02T00:30:00Z,007,phone,first,true
      2026-03-02T02:29:59.999999+02:00,007,phone,too early,false
      2026-03-03 12:00:00,007,,"a, b",true
      2026-03-03T12:00:00Z,8,phone,,false
      ,007,phone,no time,false
      2026-03-05T00:00:00Z,,phone,no key,false
      """;

  @TempDir Path folder;
  private CommandLineDriver shop;

  @BeforeEach
  void project() throws IOException {
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(folder.resolve("factory.yaml"), "project: shop\n");
    Files.writeString(
        folder.resolve("features/ads.yaml"),
        """
        kind: source
        name: views
        table: lake.views
        event_time: at
        columns: {at: timestamp, ad_id: string}
        ---
        kind: feature_view
        name: ad_views
        version: 1
        description: How often an ad is seen
        owner: me@example.com
        source: views
        keys: [ad_id]
        every: 1d
        aggregates:
          - {name: seen, expr: count(*), windows: [1d, 2d]}
        features: [{name: seen_1d, expr: seen_1d}, {name: seen_2d, expr: seen_2d}]
        ---
        kind: feature_service
        name: ranking
        version: 1
        description: For the ranking
        owner: me@example.com
        features: [ad_views.*]
        inputs: {device: string}
        derived:
          - {name: on_phone, expr: "device = 'phone'"}
          - {name: age_of_day, expr: "date_diff('hour', date_trunc('day', asked_at), asked_at)"}
        """);
    Files.writeString(
        folder.resolve("views.csv"),
        """
        at,ad_id
        2026-03-01T10:00:00Z,007
        2026-03-01T11:00:00Z,007
        2026-03-02T10:00:00Z,007
        """);
    Files.writeString(folder.resolve("spine.csv"), SPINE);
    shop = new CommandLineDriver(folder, NOW);
    done("import views views.csv");
    done("apply");
    done("backfill --from 2026-03-02 --to 2026-03-05");
  }

  private CommandLineDriver.Result done(String line) {
    CommandLineDriver.Result result = shop.ff(line);
    assertThat(result.code()).as(line + "\n" + result.err()).isZero();
    return result;
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file));
  }

  @Test
  void train_csv_keepsRowsOrderAndColumnsAndAddsWhatWasServed() throws IOException {
    String said =
        done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out out.csv")
            .out();

    assertThat(lines("out.csv"))
        .containsExactly(
            "shown_at,item,device,note,clicked,seen_1d,seen_2d,on_phone,age_of_day",
            "2026-03-02 00:30:00,007,phone,first,true,2,2,true,0",
            "2026-03-02 00:29:59.999999,007,phone,too early,false,0,0,true,0",
            "2026-03-03 12:00:00,007,,\"a, b\",true,1,3,,12",
            "2026-03-03 12:00:00,8,phone,,false,0,0,true,12",
            ",007,phone,no time,false,0,0,true,",
            "2026-03-05 00:00:00,,phone,no key,false,0,0,true,0");
    assertThat(said)
        .contains("out.csv, 6 rows, 9 columns")
        .contains("without a time  1 row, given empty rows")
        .containsPattern("ad_views v1 +2 +1 +2 +1");
  }

  /** DuckDB takes lines for comments where that makes a file rectangular. */
  @Test
  void train_linesThatLookLikeComments_areRows() throws IOException {
    Files.writeString(
        folder.resolve("marks.csv"),
        """
        event_time,ad_id,device,note
        2026-03-02T00:30:00Z,007,phone,x # y
        2026-03-02T00:30:00Z,#1,phone,q#
        2026-03-03T12:00:00Z,#8,phone,
        """);
    done("train ranking --spine marks.csv --time event_time --out out.csv --no-leak-check");
    assertThat(lines("out.csv").stream().map(l -> l.replaceAll("(,[^,]*){4}$", "")))
        .containsExactly(
            "event_time,ad_id,device,note",
            "2026-03-02 00:30:00,007,phone,\"x # y\"",
            "2026-03-02 00:30:00,\"#1\",phone,\"q#\"",
            "2026-03-03 12:00:00,\"#8\",phone,");

    Files.writeString(folder.resolve("ragged.csv"), "event_time,ad_id,device\n# a note\n");
    assertThat(refusal("train ranking --spine ragged.csv --out other.csv", 1))
        .contains("ragged.csv");
  }

  @Test
  void train_otherFormsOfTheSpine_giveTheSame() throws IOException {
    Files.writeString(
        folder.resolve("spine.jsonl"),
        """
        {"shown_at": "2026-03-02T00:30:00Z", "item": "007", "device": "phone", "n": 1}
        {"shown_at": "2026-03-03T12:00:00+00:00", "item": "007", "device": null, "n": 2}
        """);
    Files.writeString(
        folder.resolve("spine.sql"),
        """
        SELECT * FROM (VALUES
          (TIMESTAMP '2026-03-02 00:30:00', '007', 'phone', 1),
          (TIMESTAMP '2026-03-03 12:00:00', '007', NULL, 2)) AS r(shown_at, item, device, n)
        WHERE (SELECT count(*) FROM lake.views) > 0
        ORDER BY n
        """);
    String options = " --time shown_at --map ad_id=item --out ";
    done("train ranking --spine spine.jsonl" + options + "of-json.parquet");
    done("train ranking --spine spine.sql" + options + "of-sql.jsonl");
    Files.writeString(
        folder.resolve("typed.sql"),
        "SELECT TIMESTAMPTZ '2026-03-02 02:30:00+02' AS shown_at, '007' AS item, 'phone' AS device,"
            + " 1::UTINYINT AS n");
    done("train ranking --spine typed.sql" + options + "x.csv");
    Files.writeString(
        folder.resolve("marks.csv"),
        "shown_at,item,device\n2026-03-02T00:30:00Z,007,phone\n2026-03-03T12:00:00Z,007,\n");
    done("import marks marks.csv");
    done(
        "train ranking --spine lake.marks --time shown_at --map ad_id=item --names full --out y.csv");

    assertThat(lines("of-sql.jsonl"))
        .containsExactly(
            "{\"shown_at\":\"2026-03-02 00:30:00\",\"item\":\"007\",\"device\":\"phone\",\"n\":1,\"seen_1d\":2,\"seen_2d\":2,\"on_phone\":true,\"age_of_day\":0}",
            "{\"shown_at\":\"2026-03-03 12:00:00\",\"item\":\"007\",\"device\":null,\"n\":2,\"seen_1d\":1,\"seen_2d\":3,\"on_phone\":null,\"age_of_day\":12}");
    assertThat(lines("x.csv"))
        .containsExactly(
            "shown_at,item,device,n,seen_1d,seen_2d,on_phone,age_of_day",
            "2026-03-02 00:30:00+00,007,phone,1,2,2,true,0");
    assertThat(lines("y.csv").get(0)).contains("ad_views__seen_1d");
    assertThat(lines("y.csv")).hasSize(3);
  }

  @Test
  void train_extras_tellRunAgeChangeAndWhetherItWasFound() throws IOException {
    done(
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --with run,age,changed-at,found --out out.csv");

    assertThat(lines("out.csv").get(0))
        .endsWith("ad_views__run,ad_views__age_seconds,ad_views__changed_at,ad_views__found");
    assertThat(lines("out.csv").get(1)).endsWith(",1,1800.0,2026-03-02 00:00:00,true");
    assertThat(lines("out.csv").get(2)).endsWith(",,,,false");
    assertThat(lines("out.csv").get(4)).endsWith(",2,43200.0,,false");
  }

  @Test
  void train_asOfEventTime_isMarked() throws IOException {
    String said =
        done("train ranking --spine spine.csv --time shown_at --map ad_id=item --as-of event-time --out out.csv")
            .out();

    assertThat(lines("out.csv").get(2)).endsWith("too early,false,2,2,true,0");
    assertThat(said).contains("NOT the values that were served");
    assertThat(Files.readString(folder.resolve("out.csv.manifest.json")))
        .contains("\"as_of\": \"event_time\"", "\"served\": false");
  }

  /** A row counts for max_age, to the microsecond, from the instant at which it was known. */
  @Test
  void train_tableViewAsOfEventTime_readsTheRowsThemselves() throws IOException {
    Files.writeString(
        folder.resolve("features/scores.yaml"),
        """
        kind: source
        name: scores
        table: lake.scores
        event_time: scored_at
        available_at: written_at
        columns: {ad_id: string, scored_at: timestamp, written_at: timestamp, score: bigint}
        ---
        kind: feature_view
        name: ad_score
        version: 1
        description: What another team thinks of the ad
        owner: me@example.com
        source: scores
        keys: [ad_id]
        every: 1d
        max_age: 1h
        features: [{name: score, expr: score}]
        ---
        kind: feature_service
        name: scored
        version: 1
        description: With the score
        owner: me@example.com
        features: [ad_score.score]
        """);
    Files.writeString(
        folder.resolve("scores.csv"),
        """
        ad_id,scored_at,written_at,score
        007,2026-03-02T10:00:00Z,2026-03-02T10:30:00Z,1
        007,2026-03-02T10:10:00Z,2026-03-02T10:20:00Z,2
        007,2026-03-02T12:00:00Z,,3
        """);
    Files.writeString(
        folder.resolve("moments.csv"),
        """
        event_time,ad_id
        2026-03-02T10:19:59.999999Z,007
        2026-03-02T10:20:00Z,007
        2026-03-02T11:10:00Z,007
        2026-03-02T11:10:00.000001Z,007
        2026-03-02T12:00:00Z,007
        """);
    done("import scores scores.csv");
    done("apply");

    done("train scored --spine moments.csv --as-of event-time --out s.csv");
    Files.writeString(
        folder.resolve("more-scores.csv"),
        "ad_id,scored_at,written_at,score\n007,2026-03-02T10:11:00Z,2026-03-02T10:11:00Z,9\n");
    done("import scores more-scores.csv");
    done("train --from-manifest s.csv.manifest.json --out again.csv");

    assertThat(lines("s.csv"))
        .extracting(line -> line.substring(line.lastIndexOf(',') + 1))
        .containsExactly("score", "", "2", "2", "", "");
    assertThat(lines("again.csv")).isEqualTo(lines("s.csv"));
  }

  @Test
  void train_fromManifest_givesTheSameBytesAfterNewDataAndBackfills() throws IOException {
    Files.writeString(folder.resolve("spine.csv"), SPINE + "2026-02-23,007,phone,old,true\n");
    done(
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --split 0.5,0.5 --out a.parquet");
    Files.writeString(folder.resolve("more.csv"), "at,ad_id\n2026-02-21T12:00:00Z,007\n");
    done("import views more.csv");
    done("backfill --from 2026-02-20");
    done("run");
    done(
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --split 0.5,0.5 --out b.parquet");

    String said = done("train --from-manifest a.parquet.manifest.json --out c.parquet").out();

    assertThat(said).contains("the same bytes as then");
    assertThat(folder.resolve("c.parquet")).hasSameBinaryContentAs(folder.resolve("a.parquet"));
    assertThat(Files.mismatch(folder.resolve("a.parquet"), folder.resolve("b.parquet")))
        .as("the new backfill is seen by a new training set")
        .isNotNegative();
  }

  /** Inputs and derived features, too: one evaluator computes them in both places. */
  @Test
  void train_nowAndGetNow_giveTheSame() throws IOException {
    done("run");
    Files.writeString(
        folder.resolve("now.csv"), "event_time,ad_id,device\n2026-03-10T08:00:00Z,007,phone\n");
    done("train ranking --spine now.csv --out now.jsonl");

    String got = done("get ranking ad_id=007 device=phone --output json").out();

    assertThat(lines("now.jsonl").get(0))
        .endsWith("\"seen_1d\":0,\"seen_2d\":0,\"on_phone\":true,\"age_of_day\":8}");
    assertThat(got.replaceAll("\\s", ""))
        .contains("\"feature\":\"on_phone\",\"value\":true,\"derived\":true")
        .contains("\"feature\":\"age_of_day\",\"value\":8,\"derived\":true")
        .contains("\"feature\":\"ad_views.seen_2d\",\"version\":1,\"value\":0");
  }

  @Test
  void train_fromManifestAfterACompaction_givesTheSameBytes() throws IOException {
    done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out a.parquet");
    Files.writeString(folder.resolve("more.csv"), "at,ad_id\n2026-03-08T12:00:00Z,007\n");
    done("import views more.csv");
    done("run");
    for (String table : List.of("log.ad_views_v1_log", "ops.runs")) {
      compact(table);
    }

    done("train --from-manifest a.parquet.manifest.json --out b.parquet");
    done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out c.parquet");

    assertThat(folder.resolve("b.parquet")).hasSameBinaryContentAs(folder.resolve("a.parquet"));
    assertThat(folder.resolve("c.parquet")).hasSameBinaryContentAs(folder.resolve("a.parquet"));
  }

  /** Writes the rows of a table into one file, as a compaction of any engine does. */
  private void compact(String name) {
    int dot = name.indexOf('.');
    try (Project project =
            new Project(
                new ProjectFiles(folder, "", Map.of()).settings(),
                Clock.fixed(NOW, ZoneOffset.UTC));
        KernelSession session = project.kernel().session()) {
      LakeTable table =
          project
              .warehouse()
              .loadTable(new TableId(name.substring(0, dot), name.substring(dot + 1)));
      List<LakeFile> files = table.files(table.currentSnapshot());
      assertThat(files).as("files of " + name).hasSizeGreaterThan(1);
      table.commit(
          Commit.replace(
              session.write(
                  "SELECT * FROM " + table.relation(files),
                  table.target(),
                  WriteOptions.defaults()),
              files));
    }
  }

  @Test
  void train_intoATable_canBeReadLikeAnyOther() {
    String line =
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --out lake.marked";
    done(line);

    assertThat(
            shop.ff(
                    "sql",
                    "SELECT count(*) AS n, sum(seen_2d) AS s FROM lake.marked",
                    "--output",
                    "json")
                .out())
        .contains("\"n\": 6", "\"s\": 5");
    assertThat(folder.resolve("lake.marked.manifest.json")).isNotEmptyFile();
    assertThat(refusal(line, 1))
        .contains("--out lake.marked: there is a table of this name already");
  }

  /** Housekeeping removes old snapshots, but none that a training set was made of and kept. */
  @Test
  void train_keep_outlivesHousekeeping() throws IOException {
    String options = " --time shown_at --map ad_id=item ";
    done("train ranking --spine spine.csv" + options + "--keep --out kept.csv");
    done("backfill --from 2026-02-27");
    done("train ranking --spine spine.csv" + options + "--out loose.csv");
    done("backfill --from 2026-02-20");
    expire();

    done("train --from-manifest kept.csv.manifest.json --out again.csv");
    assertThat(lines("again.csv")).isEqualTo(lines("kept.csv"));
    assertThat(refusal("train --from-manifest loose.csv.manifest.json --out x.csv", 1))
        .contains(
            "Cannot make the same training set again: snapshot ",
            " is gone. It was removed by housekeeping, or its rows were erased; ff train --keep");
  }

  @Test
  void train_afterADraftWasReplaced_seesNothingOfItsRuns() throws IOException {
    Path file = folder.resolve("features/ads.yaml");
    String before = Files.readString(file);
    Files.writeString(
        file,
        before.substring(0, before.lastIndexOf("---")).replace("name: ad_views", "name: ad_draft"));
    done("apply");
    done("backfill ad_draft --from 2026-03-02 --to 2026-03-05");
    Files.writeString(
        file,
        before
            .replace("ad_views", "ad_draft")
            .replace("name: ranking", "name: drafted")
            .replace("windows: [1d, 2d]", "windows: [1d, 2d], filter: \"ad_id <> ''\"")
            .replace("expr: count(*),", "expr: \"count(*) filter (where ad_id <> '')\",")
            .replace(", filter: \"ad_id <> ''\"", ""));
    done("apply");

    done(
        "train drafted --spine spine.csv --time shown_at --map ad_id=item --out out.csv --with run");

    assertThat(lines("out.csv").subList(1, 7)).allMatch(line -> line.endsWith(","));
  }

  private void expire() {
    try (Project project =
        new Project(
            new ProjectFiles(folder, "", Map.of()).settings(), Clock.fixed(NOW, ZoneOffset.UTC))) {
      Housekeeping housekeeping = new Housekeeping(project.warehouse(), project.kernel());
      Instant now = Instant.now().plusSeconds(60);
      housekeeping.expireSnapshots(new TableId("log", "ad_views_v1_log"), now, List.of());
      housekeeping.expireSnapshots(new TableId("ops", "runs"), now, List.of());
    }
  }

  @Test
  void train_fromManifestOfAChangedSpine_isRefusedAndSaysWhy() throws IOException {
    done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out a.parquet");
    Files.writeString(folder.resolve("spine.csv"), SPINE.replace("first", "other"));

    CommandLineDriver.Result again =
        shop.ff("train --from-manifest a.parquet.manifest.json --out c.parquet");

    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err())
        .contains("Cannot make the same training set again: the spine was ", ", and is ");
    assertThat(folder.resolve("c.parquet")).doesNotExist();
    assertThat(shop.ff("train --from-manifest factory.yaml --out c.parquet").err())
        .contains("factory.yaml is no manifest of a training set: it has no field 'format'");
  }

  @Test
  void train_split_dividesByTimeAndByValues() throws IOException {
    done(
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --split 0.6,0.4 --gap 1d --out t.csv");
    done(
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --split 0.6,0.4 --split-by group:item --out g.csv");

    assertThat(lines("t.csv"))
        .extracting(line -> line.substring(line.lastIndexOf(',') + 1))
        .containsExactly("split", "train", "train", "train", "train", "gap", "gap");
    assertThat(lines("g.csv").stream().filter(l -> l.contains(",007,")))
        .extracting(line -> line.substring(line.lastIndexOf(',') + 1))
        .hasSize(4)
        .hasSameElementsAs(List.of("test"));
  }

  @Test
  void train_wrongInput_isToldAndNothingIsWritten() throws IOException {
    String base = "train ranking --spine spine.csv --time shown_at --out out.csv";
    Files.writeString(
        folder.resolve("bad.csv"),
        "shown_at,ad_id,device\n2026-03-02T00:00:00Z,1,x\nyesterday,1,x\n");
    Files.writeString(
        folder.resolve("taken.csv"), "event_time,ad_id,device,seen_1d\n2026-03-02,1,x,1\n");
    Files.writeString(folder.resolve("own.csv"), "event_time,ad_id,device,__x\n2026-03-02,1,x,1\n");
    Files.writeString(
        folder.resolve("numbered.csv"),
        "event_time,ad_id,device,File_Row_Number\n2026-03-02,1,x,1\n");

    assertThat(refusal(base, 1))
        .contains(
            "spine.csv has no column 'ad_id' for ad_id: its columns are shown_at, item, device, note, clicked. Name the one that holds it with --map ad_id=COLUMN");
    assertThat(refusal(base + " --map ad_id=itme", 1)).contains("(did you mean 'item'?)");
    assertThat(refusal("train ranking --spine bad.csv --time shown_at --out out.csv", 1))
        .contains("Row 2 of bad.csv: 'yesterday' in column 'shown_at' is no timestamp.");
    assertThat(refusal("train ranking --spine taken.csv --out out.csv", 1))
        .contains("taken.csv has a column 'seen_1d'", "Use --names full");
    assertThat(refusal("train ranking --spine own.csv --out out.csv", 1))
        .contains("Column '__x' of own.csv begins with two underscores");
    assertThat(refusal("train ranking --spine numbered.csv --out out.csv", 1))
        .contains(
            "Column 'File_Row_Number' of numbered.csv has the name under which the rows of a file are numbered");
    assertThat(refusal("train ranking --spine nowhere.csv --out out.csv", 1))
        .contains("There is no spine ", "nowhere.csv");
    assertThat(refusal("train ranking --spine lake.nothing --out out.csv", 1))
        .contains("There is no table lake.nothing (known: lake.views,");
    assertThat(refusal("train rankin --spine spine.csv --out out.csv", 1))
        .contains("did you mean 'ranking'?");
    assertThat(refusal("train ranking --spine spine.csv --out out.xlsx", 1))
        .contains("--out", "(expected: .parquet, .csv, .csv.gz or .jsonl)");
    assertThat(refusal(base + " --map ad_id=item --split 0.5,0.6", 1))
        .contains("--split 0.5,0.6 (expected: two or three positive shares whose sum is 1");
    assertThat(refusal(base + " --map ad_id=item --label note", 1))
        .contains("Label 'note' of spine.csv is of type VARCHAR (expected: a number, or true and");
    assertThat(refusal(base + " --map ad_id=item --store cache", 1))
        .contains(
            "--store cache: no view of the service is published there (stores of its views: default)");
    assertThat(refusal(base + " --map ad-id=item", 1))
        .contains(
            "--map ad-id=...: the service has no key or input of that name (did you mean 'ad_id'?)");
    Files.writeString(folder.resolve("twice.csv"), "event_time,ad_id,Ad_Id\n");
    assertThat(refusal("train ranking --spine twice.csv --out out.csv", 1))
        .contains("twice.csv has two columns named 'Ad_Id', but for the case");
    Files.writeString(folder.resolve("nameless.csv"), "event_time,,ad_id\n");
    assertThat(refusal("train ranking --spine nameless.csv --out out.csv", 1))
        .contains("Column 2 of nameless.csv has no name");
    Files.writeString(folder.resolve("twice.jsonl"), "{\"ad_id\": \"1\", \"AD_ID\": \"2\"}\n");
    assertThat(refusal("train ranking --spine twice.jsonl --out out.csv", 1))
        .contains("twice.jsonl has two columns named 'AD_ID', but for the case");
    assertThat(refusal(base.replace("out.csv", "features") + " --map ad_id=item", 1))
        .contains("--out features: that is a folder (expected: the name of a file)");
    assertThat(refusal(base.replace("out.csv", "spine.csv") + " --map ad_id=item --overwrite", 1))
        .contains("spine.csv is the spine itself, and nothing was changed");
    assertThat(lines("spine.csv")).isEqualTo(SPINE.lines().toList());
    assertThat(refusal("train --out out.csv", 2)).contains("needs a service and a --spine");
    assertThat(folder.resolve("out.csv")).doesNotExist();
    done(base + " --map ad_id=item");
    assertThat(refusal(base + " --map ad_id=item", 1))
        .contains("--out out.csv: the file is there already, and nothing was changed.");
    Files.delete(folder.resolve("out.csv"));
    assertThat(refusal(base + " --map ad_id=item", 1))
        .contains("--out out.csv: there is a manifest out.csv.manifest.json already");
    assertThat(folder.toFile().list())
        .as("nothing half-done is left")
        .noneMatch(name -> name.startsWith(".out"));
  }

  private String refusal(String line, int code) {
    CommandLineDriver.Result result = shop.ff(line);
    assertThat(result.code()).as(line + "\n" + result.out() + result.err()).isEqualTo(code);
    return result.err();
  }
}
