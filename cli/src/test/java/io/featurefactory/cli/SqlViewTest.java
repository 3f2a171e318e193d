package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sql views: a query that computes what an aggregates view computes leaves the same log. */
final class SqlViewTest {
  private static final Instant FIRST = Instant.parse("2026-03-05T08:00:00Z");
  private static final Instant AFTER_OUTAGE = Instant.parse("2026-03-08T08:00:00Z");

  private static final String SOURCE =
      """
      kind: source
      name: clicks
      table: lake.clicks
      event_time: seen
      columns: {seen: timestamp, ad_id: string, place: bigint, n: bigint, price: "decimal(10,2)"}
      """;

  private static final String AGGREGATES =
      """
      ---
      kind: feature_view
      name: plain
      version: 1
      owner: you@example.com
      description: By aggregates
      source: clicks
      keys: [ad_id, place]
      every: 1d
      aggregates:
        - {name: n, expr: sum(n), windows: [2d]}
        - {name: events, expr: count(*), windows: [2d]}
        - {name: dearest, expr: max(price), windows: [2d]}
      features:
        - {name: n, expr: n_2d}
        - {name: mean, expr: n_2d / events_2d}
        - {name: dearest, expr: dearest_2d}
      """;

  private static final String QUERY =
      """
      ---
      kind: feature_view
      name: queried
      version: 1
      owner: you@example.com
      description: By the team's query
      keys: [ad_id, {name: place, type: bigint}]
      every: 1d
      window: 2d
      sql: |
        SELECT ad_id, place, sum(n) AS n, sum(n) / count(*) AS mean, max(price) AS dearest
        FROM lake.clicks -- :boundary is the end
        WHERE seen >= :window_start AND seen < :window_end
        GROUP BY ALL;
      features: [{name: n, type: bigint}, {name: mean}, {name: dearest, type: "decimal(10,2)"}]
      """;

  private static final String EVENTS =
      """
      seen,ad_id,place,n,price
      2026-03-01T10:00:00Z,a,1,1,1.10
      2026-03-02T10:00:00Z,a,1,2,2.20
      2026-03-02T23:59:59.999999Z,b,2,3,
      2026-03-03T00:00:00Z,b,2,4,0.5
      2026-03-03T11:00:00Z,,1,7,1
      2026-03-04T11:00:00Z,c,1,5,1
      """;

  /** A late event of a day that was computed, and one that corrects nothing. */
  private static final String LATE =
      """
      seen,ad_id,place,n,price
      2026-03-04T12:00:00Z,a,1,10,9.99
      2026-03-06T12:00:00Z,d,1,0,
      """;

  @TempDir Path folder;
  private CommandLineDriver project;

  @BeforeEach
  void makeProject() throws IOException {
    write("factory.yaml", "project: test\n");
    project = new CommandLineDriver(folder, FIRST);
  }

  @Test
  void log_isThatOfTheAggregatesView() throws IOException {
    define(SOURCE + AGGREGATES + QUERY);
    land("a.csv", EVENTS);
    done(FIRST, "apply");

    done(FIRST, "backfill --from 2026-03-04 --to 2026-03-04");
    same(2);
    land("b.csv", LATE);
    done(AFTER_OUTAGE, "run");
    same(9);
    String backfill = done(AFTER_OUTAGE, "backfill --from 2026-03-02 --to 2026-03-03");
    same(12);

    assertThat(backfill).contains("queried v1");
    assertThat(done(AFTER_OUTAGE, "verify")).contains("queried v1");
    assertThat(done(AFTER_OUTAGE, "get queried ad_id=a place=1")).contains("dearest", "run ");
  }

  @Test
  void rowsWithoutKey_areCountedAndTold() throws IOException {
    define(SOURCE + QUERY);
    land("a.csv", EVENTS);
    done(FIRST, "apply");

    assertThat(done(FIRST, "preview queried --at 2026-03-04"))
        .contains("2 keys with values", "1 row took no part, as a key is NULL");
    assertThat(done(FIRST, "backfill --from 2026-03-04"))
        .contains("queried v1: 2 rows of its results took no part, as a key is NULL");
    assertThat(done(FIRST, "preview queried --at 2026-03-04 --output json"))
        .contains("\"rows_without_key\": 1");
  }

  @Test
  void plan_tellsOfTheFullComparison() throws IOException {
    define(SOURCE + QUERY);
    land("a.csv", EVENTS);

    assertThat(done(FIRST, "plan"))
        .contains("Full comparison: at every boundary of queried v1 the sql runs over");
    assertThat(done(FIRST, "plan --output json")).contains("\"full_comparison\": true");
    assertThat(done(FIRST, "plan --sql queried"))
        .contains(":window_start = 2026-03-03T00:00:00Z", "FROM lake.clicks", "full comparison");
  }

  @Test
  void repeatedKey_isNamedAndNothingIsLogged() throws IOException {
    define(SOURCE + QUERY.replace("GROUP BY ALL", "GROUP BY ad_id, place, price"));
    land("a.csv", EVENTS);
    done(FIRST, "apply");

    refused(
        "backfill --from 2026-03-03",
        "The sql of queried v1 at 2026-03-03T00:00:00Z has more than one row for ad_id=a, place=1"
            + " (1 such key; expected: one row for each key). Group by the keys");
    refused("verify", "queried v1");
  }

  @Test
  void valueThatDoesNotFit_namesTheKey() throws IOException {
    define(SOURCE + QUERY.replace("sum(n) AS n", "sum(n) + 9223372036854775807 AS n"));
    land("a.csv", EVENTS);
    done(FIRST, "apply");

    refused(
        "run", "a value of ad_id=", "does not fit its type. Nothing of this boundary was logged");
  }

  @Test
  void mistakes_areToldAtPlanAndApply() throws IOException {
    land("a.csv", EVENTS, SOURCE);
    mistake("sum(n) AS n", "sum(n) AS total", "The sql of queried v1 has no column 'n'");
    mistake(
        "sum(n) AS n",
        "'x' AS n",
        "column n is VARCHAR (expected: bigint). State its type in the view, features: [{name: n,"
            + " type: \"string\"}], or cast it in the sql");
    mistake(
        "{name: place, type: bigint}",
        "place",
        "column place is BIGINT (expected: string). State its type in the view, keys: [{name: place,"
            + " type: \"bigint\"}], or cast it in the sql");
    mistake(
        "SELECT ad_id, place,",
        "SELECT ad_id, place / 2 AS place,",
        "column place is DOUBLE (expected: bigint). Cast it in the sql");
    mistake("max(price)", "max(prise)", "The sql of queried v1 cannot run: The SQL", "prise");
    mistake("lake.clicks", "lake.click", "The SQL reads lake.click, which is not known");
    mistake("GROUP BY ALL", "GROUP BY ALL; SELECT 1", "The SQL has 2 statements");
    mistake("max(price)", "random()", "The SQL calls random, which gives another value each time");
    mistake("window: 2d", "window: 2d\ndialect: spark", "dialect of Spark", "engine: spark");
  }

  @Test
  void featureTest_runsTheQuery() throws IOException {
    define(SOURCE + QUERY);
    write(
        "tests/queried.yaml",
        """
        name: two days count
        view: queried
        at: 2026-03-03
        events:
          clicks:
            - {seen: 2026-03-01T00:00:00Z, ad_id: a, place: 1, n: 1, price: 1}
            - {seen: 2026-03-02T10:00:00Z, ad_id: a, place: 1, n: 4, price: 2.5}
            - {seen: 2026-03-03T00:00:00Z, ad_id: a, place: 1, n: 100, price: 100}
        expect:
          - {ad_id: a, place: 1, n: 5, mean: 2.5, dearest: 2.5}
          - {ad_id: b, place: 1, n: null, mean: null}
        """);

    assertThat(done(FIRST, "test")).contains("1 test, 0 failed");
  }

  @Test
  void brokenCheck_blocksTheBoundary() throws IOException {
    define(SOURCE + QUERY + "checks: [n < 5]\n");
    land("a.csv", EVENTS);
    done(FIRST, "apply");

    refused("run", "queried v1 at 2026-03-05T00:00:00Z is blocked by its checks", "broken by 1 of");
  }

  private void mistake(String from, String to, String... messages) throws IOException {
    define(SOURCE + QUERY.replace(from, to));
    refused("plan", messages);
    refused("apply", messages);
  }

  private void refused(String command, String... messages) {
    CommandLineDriver.Result result = project.ff(command);
    assertThat(result.out() + result.err()).contains(messages).doesNotContain("Exception", "\tat ");
    assertThat(result.code()).isEqualTo(1);
  }

  private String done(Instant now, String command) {
    CommandLineDriver.Result result = project.at(now).ff(command);
    assertThat(result.code()).as(result.out() + result.err()).isZero();
    return result.out();
  }

  /** Both logs are the same, and have so many rows. */
  private void same(int rows) {
    String plain = log("plain");
    assertThat(log("queried")).isEqualTo(plain);
    assertThat(plain.lines().filter(line -> line.contains("feature_time")).count())
        .as(plain)
        .isEqualTo(rows);
  }

  private String log(String view) {
    return project
        .ff(
            "sql",
            "SELECT feature_time, run, ad_id, place, n, mean, dearest FROM log.%s_v1_log ORDER BY ALL"
                .formatted(view),
            "--output",
            "json")
        .out();
  }

  private void land(String name, String csv) throws IOException {
    land(name, csv, null);
  }

  private void land(String name, String csv, @org.jspecify.annotations.Nullable String definitions)
      throws IOException {
    if (definitions != null) {
      define(definitions);
    }
    write(name, csv);
    done(FIRST, "import clicks " + name);
  }

  private void define(String definitions) throws IOException {
    write("features/views.yaml", definitions);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
