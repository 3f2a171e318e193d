package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The leak check on the demo's market: silent as it is, and not where a leak was planted. */
final class LeakCheckTest {
  private static final Instant NOW = Instant.parse("2026-03-10T08:00:00Z");
  private static final String CLEAN =
      """
      SELECT user_id, ad_id, query_category, position, event_timestamp AS shown_at,
        event_id IN (SELECT replace(event_id, 'c', 'i') FROM lake.clickstream WHERE event_type = 'click') AS clicked
      FROM lake.clickstream WHERE event_type = 'impression'
      ORDER BY event_timestamp, event_id
      """;

  @TempDir static Path temporary;
  private static Path folder;
  private static CommandLineDriver market;

  @BeforeAll
  static void demo() throws IOException {
    folder = temporary.resolve("market");
    market = new CommandLineDriver(temporary, NOW).in("market");
    done(
        new CommandLineDriver(temporary, NOW)
            .ff("demo", "--events", "60000", "--days", "8", "--dir", folder.toString()));
    Files.writeString(folder.resolve("clean.sql"), CLEAN);
  }

  private static CommandLineDriver.Result done(CommandLineDriver.Result result) {
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private static String train(String service, String spine, String out) {
    return done(market.ff(
            "train %s --spine %s --out %s.parquet --label clicked --output json"
                .formatted(service, spine, out)))
        .out();
  }

  @Test
  void check_ofTheMarketAsItIs_isSilent() {
    assertThat(train("search_ranking", "clean.sql", "clean")).contains("\"warnings\": []");
  }

  /** The time of a row is a day late, so that the windows hold the click that is to be foretold. */
  @Test
  void check_windowsThatHoldTheLabelsEvent_namesThem() throws IOException {
    Files.writeString(
        folder.resolve("late.sql"),
        CLEAN.replace(
            "event_timestamp AS shown_at", "event_timestamp + INTERVAL 1 DAY AS shown_at"));

    assertThat(train("search_ranking", "late.sql", "late"))
        .contains("\"column\": \"ad_ctr_7d_by_query_category\"", "\"kind\": \"own_event\"")
        .containsPattern("tells the label with AUC 0\\.[789].*when its last day is left out");
  }

  @Test
  void check_columnOfTheSpineThatKnowsTheFuture_namesIt() throws IOException {
    Files.writeString(
        folder.resolve("future.sql"),
        "SELECT *, clicked::INT + position / 1000 AS later_contacts FROM ("
            + CLEAN
            + ") ORDER BY shown_at, ad_id, user_id");

    assertThat(train("search_ranking", "future.sql", "future"))
        .contains("\"column\": \"later_contacts\"", "\"kind\": \"like_the_label\"");
  }

  /** Scores that were made with tomorrow's clicks, dated today. */
  @Test
  void check_featureComputedAfterTheLabel_namesIt() throws IOException {
    done(
        market.ff(
            "sql",
            """
            SELECT ad_id, date_trunc('day', event_timestamp) AS scored_at,
              count(*) FILTER (WHERE event_type = 'click') / count(*) AS score
            FROM lake.clickstream GROUP BY ALL""",
            "--out",
            "scores.parquet"));
    done(market.ff("import scores scores.parquet"));
    Files.writeString(
        folder.resolve("features/scores.yaml"),
        """
        kind: source
        name: scores
        table: lake.scores
        event_time: scored_at
        columns: {ad_id: string, scored_at: timestamp, score: double}
        ---
        kind: feature_view
        name: ad_score
        version: 1
        description: What another team thinks of the ad
        owner: me@example.com
        source: scores
        keys: [ad_id]
        every: 1d
        features: [{name: score, expr: score}]
        ---
        kind: feature_service
        name: scored
        version: 1
        description: With the score
        owner: me@example.com
        features: [ad_score.score]
        """);
    done(market.ff("apply"));
    done(market.ff("backfill", "ad_score", "--from", NOW.minus(Duration.ofDays(9)).toString()));

    assertThat(train("scored", "clean.sql", "scored"))
        .contains("\"column\": \"ad_score.*\"", "\"kind\": \"unknown_availability\"")
        .contains("\"column\": \"score\"", "\"kind\": \"own_event\"");
  }
}
