package io.featurefactory.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutputTest {
  @Test
  void table_thatFits_alignsNumbersRight() {
    Table table =
        new Table(
            List.of(Column.text("name"), Column.number("rows")),
            List.of(List.of("a", "1"), List.of("bcdef", "1,000")));

    assertThat(table.lines(80)).containsExactly("NAME    ROWS", "a          1", "bcdef  1,000");
  }

  @Test
  void table_thatIsTooWide_wrapsTextsAtBlanksAndKeepsNumbersWhole() {
    Table table =
        new Table(
            List.of(Column.text("name"), Column.text("text"), Column.number("rows")),
            List.of(List.of("a_name_without_blanks", "one two three four five six", "123,456")));

    assertThat(table.lines(50))
        .allMatch(line -> line.length() <= 50)
        .containsExactly(
            "NAME                   TEXT                   ROWS",
            "a_name_without_blanks  one two three four  123,456",
            "                       five six");
  }

  @Test
  void table_ofWordsThatAreTooLong_breaksThemAtTheirJoints() {
    Table table =
        new Table(
            List.of(Column.text("feature"), Column.number("value")),
            List.of(List.of("ad_performance.ad_ctr_7d", "0.30952380952380953")));

    assertThat(table.lines(40))
        .containsExactly(
            "FEATURE                            VALUE",
            "ad_performance.      0.30952380952380953",
            "ad_ctr_7d");
  }

  @Test
  void table_withoutRoomForItsWords_breaksAddressesBeforeNames() {
    Table table =
        new Table(
            List.of(Column.text("name"), Column.text("owner"), Column.text("description")),
            List.of(
                List.of(
                    "ad_performance",
                    "search-ranking@example.com",
                    "How often an ad is clicked, within a category")));

    assertThat(table.lines(54))
        .containsExactly(
            "NAME            OWNER            DESCRIPTION",
            "ad_performance  search-ranking@  How often an ad is",
            "                example.com      clicked, within a",
            "                                 category");
  }

  @Test
  void table_ofMoments_keepsThemWhole() {
    Table table =
        new Table(
            List.of(Column.text("view"), Column.moment("boundary"), Column.number("rows")),
            List.of(List.of("seller_quality v1", "2026-11-26 00:00Z", "7,747")));

    assertThat(table.lines(40))
        .containsExactly(
            "VIEW            BOUNDARY            ROWS",
            "seller_quality  2026-11-26 00:00Z  7,747",
            "v1");
  }

  @Test
  void table_ofLongNames_cutsNoneInMidWord() {
    String name = "ad_performance@1.ad_ctr_7d_by_query_category";
    Table table =
        new Table(
            List.of(Column.text("name"), Column.number("value")), List.of(List.of(name, "1")));

    assertThat(table.lines(36))
        .containsExactly(
            "NAME                           VALUE",
            "ad_performance@1.                  1",
            "ad_ctr_7d_by_query_category");
    assertThat(table.lines(26))
        .containsExactly(
            "NAME                 VALUE",
            "ad_performance@1.        1",
            "ad_ctr_7d_by_",
            "query_category");
  }

  @Test
  void table_whoseNumbersFindNoRoom_isShownAsRecords() {
    String number = "-5678180990621714332";
    Table table =
        new Table(
            List.of(Column.number("key_hash"), Column.number("other"), Column.text("name")),
            List.of(List.of(number, number, "a"), List.of(number, "1", "b")));

    assertThat(table.lines(40))
        .containsExactly(
            "key_hash  -5678180990621714332",
            "other     -5678180990621714332",
            "name      a",
            "",
            "key_hash  -5678180990621714332",
            "other     1",
            "name      b");
  }

  @Test
  void instant_asAValue_isBrokenBetweenDayAndTime() {
    assertThat(Texts.value(Instant.parse("2026-03-01T06:00:00.000001Z")))
        .isEqualTo("2026-03-01 06:00:00.000001Z");
  }

  @Test
  void json_ofEveryValue_isExact() {
    Fields fields =
        Fields.of("text", "\"\\\n\u0001é😀")
            .with("long", Long.MAX_VALUE)
            .with("double", 0.1)
            .with("small", 1e-7)
            .with("nan", Double.NaN)
            .with("infinite", Double.NEGATIVE_INFINITY)
            .with("decimal", new BigDecimal("1.10"))
            .with("time", Instant.EPOCH)
            .with("hop", Duration.ofMinutes(90))
            .with("list", Arrays.asList(1L, null))
            .with("none", List.of());

    assertThat(Json.text(fields))
        .isEqualTo(
            """
            {
              "text": "\\"\\\\\\n\\u0001é\\ud83d\\ude00",
              "long": 9223372036854775807,
              "double": 0.1,
              "small": 1e-07,
              "nan": "NaN",
              "infinite": "-Infinity",
              "decimal": "1.10",
              "time": "1970-01-01T00:00:00Z",
              "hop": "1h30m",
              "list": [
                1,
                null
              ],
              "none": []
            }""");
  }

  @Test
  void progress_inAPipe_isOneLineForEachThingDone() {
    StringWriter err = new StringWriter();
    ProgressLine progress = new ProgressLine(new PrintWriter(err), ProgressLine.Surface.PLAIN, 80);

    progress.begin("import 2 files");
    progress.at(0.5);
    progress.end("10 rows");

    assertThat(err.toString()).matches("import 2 files: 10 rows \\(\\d+ ms\\)\n");
  }

  @Test
  void progress_whoseResultDoesNotFit_takesASecondLine() {
    StringWriter err = new StringWriter();
    ProgressLine progress =
        new ProgressLine(new PrintWriter(err), ProgressLine.Surface.TERMINAL, 40);

    progress.begin("backfill ad_performance v1");
    progress.end("8 boundaries, 143 events read");

    assertThat(err.toString().substring(err.toString().lastIndexOf('\r') + 1))
        .matches("backfill ad_performance v1:\n  8 boundaries, 143 events read \\(\\d+ ms\\)\n");
  }

  @Test
  void progress_onATerminal_staysInsideOfTheLine() {
    StringWriter err = new StringWriter();
    ProgressLine progress =
        new ProgressLine(new PrintWriter(err), ProgressLine.Surface.TERMINAL, 40);

    progress.begin("a very long thing that would not fit into the line");
    progress.clear();

    assertThat(err.toString().split("\r")).allMatch(line -> line.length() < 40);
  }
}
