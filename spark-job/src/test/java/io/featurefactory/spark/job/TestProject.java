package io.featurefactory.spark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A project with some thousand events, in a folder of its own. */
final class TestProject {
  /** Its history. */
  static final String[] BACKFILL = {"backfill", "--from", "2026-03-02", "--to", "2026-03-05"};

  private static final int EVENTS = 4_000;
  private static final int ADS = 300;
  private static final long SECONDS = 5 * 86_400;

  private static final String DEFINITIONS =
      """
      kind: source
      name: clicks
      table: lake.clicks
      event_time: seen
      columns: {seen: timestamp, ad_id: string, kind: string, price: double}
      ---
      kind: feature_view
      name: by_hour
      version: 1
      owner: you@example.com
      description: Sums, rates, last values
      source: clicks
      keys: [ad_id]
      every: 1h
      aggregates:
        - {name: clicks, expr: "count(*) filter (where kind = 'click')", windows: [6h, 1d]}
        - {name: all, expr: "count(*)", windows: [1d]}
        - {name: mean, expr: avg(price), windows: [1d]}
        - {name: newest, expr: "last_n(price, 3)", windows: [1d]}
      features:
        - {name: ctr, expr: clicks_1d / all_1d}
        - {name: clicks_6h, expr: clicks_6h}
        - {name: mean, expr: mean_1d}
        - {name: newest, expr: newest_1d}
      ---
      kind: feature_view
      name: by_day
      version: 1
      owner: you@example.com
      description: Moments and distinct values
      source: clicks
      keys: [kind]
      every: 1d
      aggregates:
        - {name: ads, expr: count(distinct ad_id), windows: [2d]}
        - {name: spread, expr: stddev(price), windows: [2d]}
      features: [{name: ads, expr: ads_2d}, {name: spread, expr: spread_2d}]
      ---
      kind: feature_view
      name: queried
      version: 1
      owner: you@example.com
      description: By a query
      keys: [ad_id]
      every: 1d
      window: 1d
      sql: |
        SELECT ad_id, count(*) AS n FROM lake.clicks
        WHERE seen >= :window_start AND seen < :window_end
        GROUP BY ad_id
      features: [{name: n, type: bigint}]
      ---
      kind: feature_service
      name: ranking
      version: 1
      owner: you@example.com
      description: For the ranking of ads
      features: [by_hour.ctr, by_hour.newest, by_day.ads, queried.n]
      derived:
        - {name: clicks_per_ad, expr: by_hour.clicks_6h / by_day.ads}
      """;

  private static final String SCRIPT =
      """
      kind: feature_view
      name: scripted
      version: 1
      owner: you@example.com
      description: By statements
      keys: [ad_id]
      every: 1d
      window: 1d
      dialect: spark
      sql: |
        CREATE TEMPORARY VIEW of_the_day AS
        SELECT ad_id FROM clicks WHERE seen >= :window_start AND seen < :window_end;
        SELECT ad_id, count(*) AS n FROM of_the_day GROUP BY ad_id
      features: [{name: n, type: bigint}]
      """;

  private static final Pattern FROM_HASH =
      Pattern.compile("\"(sha256|rows_hash)\": ?\"[0-9a-f]+\".*", Pattern.DOTALL);

  private final Ff ff;

  private TestProject(Ff ff) {
    this.ff = ff;
  }

  /** Applied, with all but the last of its events. */
  static TestProject make(Path folder, String settings) throws IOException {
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(folder.resolve("factory.yaml"), settings);
    Files.writeString(folder.resolve("factory.here.yaml"), "engine: local\n");
    Files.writeString(folder.resolve("features/all.yaml"), DEFINITIONS);
    Random random = new Random(7);
    Instant start = Instant.parse("2026-03-01T00:00:00Z");
    StringBuilder first = new StringBuilder("seen,ad_id,kind,price\n");
    StringBuilder second = new StringBuilder(first);
    for (int i = 0; i < EVENTS; i++) {
      (i % 7 == 0 ? second : first)
          .append(start.plusSeconds(random.nextLong(SECONDS)))
          .append(",ad")
          .append(random.nextInt(ADS))
          .append(random.nextInt(4) == 0 ? ",click," : ",view,")
          .append(random.nextInt(1_000) / 10.0)
          .append('\n');
    }
    Files.writeString(folder.resolve("1.csv"), first);
    Files.writeString(folder.resolve("2.csv"), second);
    TestProject project = new TestProject(new Ff(folder));
    project.done("import", "clicks", "1.csv");
    project.done("apply");
    return project;
  }

  /** The logs of the whole history where all tasks run in this process. */
  static String logsOfHere(Path folder) throws IOException {
    TestProject here = make(folder, "engine: local\n");
    here.backfill();
    here.goOn();
    String logs = here.logs();
    assertThat(logs.lines().count()).isGreaterThan(100);
    return logs;
  }

  /** A command that has to succeed. */
  Ff.Result done(String... words) {
    Ff.Result result = ff.run(words);
    assertThat(result.code()).as(String.join(" ", words) + "\n" + result.err()).isZero();
    return result;
  }

  Ff ff() {
    return ff;
  }

  /** The logs, whole, as text. */
  String logs() {
    return rows(List.of("by_hour", "by_day", "queried"));
  }

  /** The log of a view, as text. */
  String log(String view) {
    return rows(List.of(view));
  }

  private String rows(List<String> views) {
    List<String> logs = new ArrayList<>();
    for (String view : views) {
      logs.add(
          "SELECT %d AS log, CAST(row_of AS VARCHAR) AS row_of FROM log.%s_v1_log AS row_of"
              .formatted(logs.size(), view));
    }
    String query = "SELECT * FROM (" + String.join(" UNION ALL ", logs) + ") ORDER BY ALL";
    return done("sql", query, "--output", "json").out();
  }

  /** Applies the view scripted: what queried computes, in the dialect of Spark. */
  void addScript() throws IOException {
    Files.writeString(ff.project().resolve("features/script.yaml"), SCRIPT);
    done("apply");
  }

  /** History. */
  void backfill() {
    done(BACKFILL);
  }

  /** Late events and two more days; with options for the command. */
  void goOn(String... options) {
    done("import", "clicks", "2.csv");
    List<String> words = new ArrayList<>(List.of("run", "--at", "2026-03-07T06:00:00Z"));
    words.addAll(List.of(options));
    done(words.toArray(String[]::new));
  }

  /**
   * A training set of the first events.
   *
   * @param out a file or a table
   * @return all that its answer says, but for its name
   */
  String train(String out, String... options) {
    List<String> words =
        new ArrayList<>(List.of("train", "ranking", "--spine", "1.csv", "--time", "seen"));
    words.addAll(List.of("--as-of", "event-time", "--split", "0.7,0.3", "--label", "price"));
    words.addAll(List.of("--output", "json"));
    words.addAll(List.of("--out", out));
    words.addAll(List.of(options));
    String answer = done(words.toArray(String[]::new)).out();
    Matcher matcher = FROM_HASH.matcher(answer);
    assertThat(matcher.find()).as(answer).isTrue();
    return matcher.group();
  }
}
