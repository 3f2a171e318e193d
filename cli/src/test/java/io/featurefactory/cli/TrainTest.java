package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ff train}, as a user types it, on a history that can be read at a glance. */
final class TrainTest {
  @TempDir Path folder;
  private TrainProject shop;

  @BeforeEach
  void project() throws IOException {
    shop = TrainProject.make(folder);
  }

  @Test
  void train_csv_keepsRowsOrderAndColumnsAndAddsWhatWasServed() throws IOException {
    String said =
        shop.done("train ranking --spine spine.csv --time shown_at --map ad_id=item --out out.csv")
            .out();

    assertThat(shop.lines("out.csv"))
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
    shop.done("train ranking --spine marks.csv --time event_time --out out.csv --no-leak-check");
    assertThat(shop.lines("out.csv").stream().map(l -> l.replaceAll("(,[^,]*){4}$", "")))
        .containsExactly(
            "event_time,ad_id,device,note",
            "2026-03-02 00:30:00,007,phone,\"x # y\"",
            "2026-03-02 00:30:00,\"#1\",phone,\"q#\"",
            "2026-03-03 12:00:00,\"#8\",phone,");

    Files.writeString(folder.resolve("ragged.csv"), "event_time,ad_id,device\n# a note\n");
    assertThat(shop.refusal("train ranking --spine ragged.csv --out other.csv", 1))
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
    shop.done("train ranking --spine spine.jsonl" + options + "of-json.parquet");
    shop.done("train ranking --spine spine.sql" + options + "of-sql.jsonl");
    Files.writeString(
        folder.resolve("typed.sql"),
        "SELECT TIMESTAMPTZ '2026-03-02 02:30:00+02' AS shown_at, '007' AS item, 'phone' AS device,"
            + " 1::UTINYINT AS n");
    shop.done("train ranking --spine typed.sql" + options + "x.csv");
    Files.writeString(
        folder.resolve("marks.csv"),
        "shown_at,item,device\n2026-03-02T00:30:00Z,007,phone\n2026-03-03T12:00:00Z,007,\n");
    shop.done("import marks marks.csv");
    shop.done(
        "train ranking --spine lake.marks --time shown_at --map ad_id=item --names full --out y.csv");

    assertThat(shop.lines("of-sql.jsonl"))
        .containsExactly(
            "{\"shown_at\":\"2026-03-02 00:30:00\",\"item\":\"007\",\"device\":\"phone\",\"n\":1,\"seen_1d\":2,\"seen_2d\":2,\"on_phone\":true,\"age_of_day\":0}",
            "{\"shown_at\":\"2026-03-03 12:00:00\",\"item\":\"007\",\"device\":null,\"n\":2,\"seen_1d\":1,\"seen_2d\":3,\"on_phone\":null,\"age_of_day\":12}");
    assertThat(shop.lines("x.csv"))
        .containsExactly(
            "shown_at,item,device,n,seen_1d,seen_2d,on_phone,age_of_day",
            "2026-03-02 00:30:00+00,007,phone,1,2,2,true,0");
    assertThat(shop.lines("y.csv").get(0)).contains("ad_views__seen_1d");
    assertThat(shop.lines("y.csv")).hasSize(3);
  }

  @Test
  void train_extras_tellRunAgeChangeAndWhetherItWasFound() throws IOException {
    shop.done(
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --with run,age,changed-at,found --out out.csv");

    assertThat(shop.lines("out.csv").get(0))
        .endsWith("ad_views__run,ad_views__age_seconds,ad_views__changed_at,ad_views__found");
    assertThat(shop.lines("out.csv").get(1)).endsWith(",1,1800.0,2026-03-02 00:00:00,true");
    assertThat(shop.lines("out.csv").get(2)).endsWith(",,,,false");
    assertThat(shop.lines("out.csv").get(4)).endsWith(",2,43200.0,,false");
  }

  @Test
  void train_numbers_areDoublesAlsoForTruthValues() throws IOException {
    String line = "train ranking --spine spine.csv --time shown_at --map ad_id=item --with found ";
    shop.done(line + "--types numbers --out out.csv");
    shop.done("train --from-manifest out.csv.manifest.json --out again.csv");

    assertThat(shop.lines("out.csv").get(1)).endsWith(",true,2,2,1.0,0,1.0");
    assertThat(shop.lines("out.csv").get(3)).endsWith(",true,1,3,,12,1.0");
    assertThat(shop.lines("again.csv")).isEqualTo(shop.lines("out.csv"));
  }

  @Test
  void train_asOfEventTime_isMarked() throws IOException {
    String said =
        shop.done(
                "train ranking --spine spine.csv --time shown_at --map ad_id=item --as-of event-time --out out.csv")
            .out();

    assertThat(shop.lines("out.csv").get(2)).endsWith("too early,false,2,2,true,0");
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
    shop.done("import scores scores.csv");
    shop.done("apply");

    shop.done("train scored --spine moments.csv --as-of event-time --out s.csv");
    Files.writeString(
        folder.resolve("more-scores.csv"),
        "ad_id,scored_at,written_at,score\n007,2026-03-02T10:11:00Z,2026-03-02T10:11:00Z,9\n");
    shop.done("import scores more-scores.csv");
    shop.done("train --from-manifest s.csv.manifest.json --out again.csv");

    assertThat(shop.lines("s.csv"))
        .extracting(line -> line.substring(line.lastIndexOf(',') + 1))
        .containsExactly("score", "", "2", "2", "", "");
    assertThat(shop.lines("again.csv")).isEqualTo(shop.lines("s.csv"));
  }

  /** Inputs and derived features, too: one evaluator computes them in both places. */
  @Test
  void train_nowAndGetNow_giveTheSame() throws IOException {
    shop.done("run");
    Files.writeString(
        folder.resolve("now.csv"), "event_time,ad_id,device\n2026-03-10T08:00:00Z,007,phone\n");
    shop.done("train ranking --spine now.csv --out now.jsonl");

    String got = shop.done("get ranking ad_id=007 device=phone --output json").out();

    assertThat(shop.lines("now.jsonl").get(0))
        .endsWith("\"seen_1d\":0,\"seen_2d\":0,\"on_phone\":true,\"age_of_day\":8}");
    assertThat(got.replaceAll("\\s", ""))
        .contains("\"feature\":\"on_phone\",\"value\":true,\"derived\":true")
        .contains("\"feature\":\"age_of_day\",\"value\":8,\"derived\":true")
        .contains("\"feature\":\"ad_views.seen_2d\",\"version\":1,\"value\":0");
  }

  @Test
  void train_intoATable_canBeReadLikeAnyOther() {
    String line =
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --out lake.marked";
    shop.done(line);

    assertThat(
            shop.driver()
                .ff(
                    "sql",
                    "SELECT count(*) AS n, sum(seen_2d) AS s FROM lake.marked",
                    "--output",
                    "json")
                .out())
        .contains("\"n\": 6", "\"s\": 5");
    assertThat(folder.resolve("lake.marked.manifest.json")).isNotEmptyFile();
    assertThat(shop.refusal(line, 1))
        .contains("--out lake.marked: there is a table of this name already");
  }

  @Test
  void train_afterADraftWasReplaced_seesNothingOfItsRuns() throws IOException {
    Path file = folder.resolve("features/ads.yaml");
    String before = Files.readString(file);
    Files.writeString(
        file,
        before.substring(0, before.lastIndexOf("---")).replace("name: ad_views", "name: ad_draft"));
    shop.done("apply");
    shop.done("backfill ad_draft --from 2026-03-02 --to 2026-03-05");
    Files.writeString(
        file,
        before
            .replace("ad_views", "ad_draft")
            .replace("name: ranking", "name: drafted")
            .replace("windows: [1d, 2d]", "windows: [1d, 2d], filter: \"ad_id <> ''\"")
            .replace("expr: count(*),", "expr: \"count(*) filter (where ad_id <> '')\",")
            .replace(", filter: \"ad_id <> ''\"", ""));
    shop.done("apply");

    shop.done(
        "train drafted --spine spine.csv --time shown_at --map ad_id=item --out out.csv --with run");

    assertThat(shop.lines("out.csv").subList(1, 7)).allMatch(line -> line.endsWith(","));
  }

  @Test
  void train_split_dividesByTimeAndByValuesAndCountsTheParts() throws IOException {
    String line =
        "train ranking --spine spine.csv --time shown_at --map ad_id=item --split 0.6,0.4 ";

    String byTime = shop.done(line + "--gap 1d --out t.csv").out();
    String byGroup = shop.done(line + "--split-by group:item --out g.csv").out();

    assertThat(shop.lines("t.csv"))
        .extracting(text -> text.substring(text.lastIndexOf(',') + 1))
        .containsExactly("split", "train", "train", "train", "train", "gap", "gap");
    assertThat(byTime)
        .containsPattern("split +train 4, test 0, in no part 2")
        .contains("Without a row: test.");
    assertThat(shop.lines("g.csv").stream().filter(l -> l.contains(",007,")))
        .extracting(text -> text.substring(text.lastIndexOf(',') + 1))
        .hasSize(4)
        .hasSameElementsAs(List.of("test"));
    assertThat(byGroup).doesNotContain("Without a row");
    assertThat(Files.readString(folder.resolve("g.csv.manifest.json")).replaceAll("\\s", ""))
        .containsPattern("\"parts\":\\{\"train\":[12],\"test\":[45]\\}");
  }
}
