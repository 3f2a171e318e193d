package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rebuild is taken back, held while runs go on, and followed by the log again. */
final class RollbackTest {
  private static final String DEFINITIONS =
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
      owner: me@example.com
      source: views
      keys: [ad_id]
      every: 1d
      online: [default, cache]
      aggregates: [{name: seen, expr: count(*), windows: [1d]}]
      features: [{name: seen_1d, expr: seen_1d}]
      ---
      kind: feature_view
      name: offline_views
      version: 1
      owner: me@example.com
      source: views
      keys: [ad_id]
      every: 1d
      online: []
      aggregates: [{name: seen, expr: count(*), windows: [1d]}]
      features: [{name: seen_1d, expr: seen_1d}]
      ---
      kind: feature_service
      name: ranking
      version: 1
      owner: me@example.com
      features: [ad_views.*]
      """;

  @TempDir Path temporary;
  private Path folder;

  /** An ad is seen as often in a day as its digit says: the values of 4 to 8 March are 2 to 6. */
  @BeforeEach
  void project() throws IOException {
    create(temporary.resolve("shop"), DEFINITIONS);
  }

  private void create(Path place, String definitions) throws IOException {
    folder = place;
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(
        folder.resolve("factory.yaml"),
        """
        project: shop
        online:
          default: {type: rocksdb, path: .factory/online}
          cache: {type: rocksdb, path: .factory/cache}
        """);
    Files.writeString(folder.resolve("features/ads.yaml"), definitions);
    StringBuilder events = new StringBuilder("at,ad_id\n");
    for (int day = 2; day <= 7; day++) {
      for (int i = 1; i < day; i++) {
        events.append("2026-03-0%dT10:00:0%dZ,A\n".formatted(day, i));
      }
      events.append("2026-03-0%dT11:00:00Z,B%d\n".formatted(day, day));
    }
    Files.writeString(folder.resolve("views.csv"), events);
    ff("03T08:00", "import views views.csv");
    ff("03T08:00", "apply");
    ff("03T08:00", "backfill --from 2026-03-03");
    ff("04T08:00", "run");
    ff("04T09:00", "publish --rebuild");
    ff("05T08:00", "run");
    ff("06T08:00", "run ad_views");
  }

  private CommandLineDriver.Result typed(String time, String line) {
    return new CommandLineDriver(folder, Instant.parse("2026-03-" + time + ":00Z")).ff(line);
  }

  private String ff(String time, String line) {
    CommandLineDriver.Result result = typed(time, line);
    assertThat(result.code()).as(line + "\n" + result.err() + result.out()).isZero();
    return result.out();
  }

  private String sql(String time, String query) {
    CommandLineDriver.Result result =
        new CommandLineDriver(folder, Instant.parse("2026-03-" + time + ":00Z")).ff("sql", query);
    assertThat(result.code()).as(result.err()).isZero();
    return result.out();
  }

  private String refused(String time, String line) {
    CommandLineDriver.Result result = typed(time, line);
    assertThat(result.code()).as(line).isNotZero();
    return (result.err() + result.out()).replaceAll("\\s+", " ");
  }

  private void serves(String time, String store, int seen, int run) {
    assertThat(ff(time, "get ad_views ad_id=A --store " + store + " --output json"))
        .contains("\"seen_1d\": " + seen, "\"run\": " + run + ",", "\"store\": \"" + store + "\"");
  }

  private String trained(String store) throws IOException {
    Files.writeString(
        folder.resolve("asked.csv"),
        """
        event_time,ad_id
        2026-03-05T09:00:00Z,A
        2026-03-06T08:30:00Z,A
        2026-03-06T11:00:00Z,A
        2026-03-07T09:00:00Z,A
        2026-03-07T13:00:00Z,A
        2026-03-07T15:00:00Z,A
        2026-03-07T17:00:00Z,A
        2026-03-08T09:00:00Z,A
        """);
    ff(
        "09T00:00",
        "train ranking --store %s --with run --spine asked.csv --out out.csv --overwrite"
            .formatted(store));
    return Files.readString(folder.resolve("out.csv"))
        .replaceAll("2026-03-", "")
        .replaceAll(":00,A,", " ");
  }

  @Test
  void rollback_isServedUntilAPublishEndsIt_andTrainedAsServed() throws IOException {
    serves("06T09:00", "default", 4, 4);
    ff("06T10:00", "publish ad_views --rebuild");

    String said = ff("06T10:05", "publish ad_views --rollback --store default");
    assertThat(said.replaceAll("\\s+", " "))
        .contains("ad_views v1: rolled back")
        .contains("store default serves again data up to 2026-03-06 00:00")
        .contains("ff publish ad_views --store default brings it up to the log");
    serves("06T10:10", "default", 4, 5);
    serves("06T10:10", "cache", 4, 4);

    String held = ff("07T08:00", "run");
    assertThat(held.replaceAll("\\s+", " "))
        .contains("default: rolled back, cache: ")
        .contains("store default was rolled back to data up to 2026-03-06 00:00");
    serves("07T09:00", "default", 4, 5);
    serves("07T09:00", "cache", 5, 6);
    ff("07T09:00", "publish");
    ff("07T09:00", "publish --rebuild");
    serves("07T09:00", "default", 4, 5);
    ff("07T09:00", "verify ad_views");

    ff("07T12:00", "publish ad_views --store default");
    serves("07T12:00", "default", 5, 6);
    ff("07T14:00", "publish ad_views --store default --rollback");
    serves("07T14:00", "default", 4, 7);
    ff("07T16:00", "publish ad_views --store default");
    serves("07T16:00", "default", 5, 8);
    ff("07T16:30", "publish ad_views --store default --rebuild");
    serves("07T16:30", "default", 5, 8);
    ff("07T16:30", "verify ad_views");

    String onward = ff("08T08:00", "run --output json");
    assertThat(onward).contains("\"extent\": \"NEW_ROWS\"", "9\n");
    serves("08T08:00", "default", 6, 9);
    serves("08T08:00", "cache", 6, 9);
    ff("08T08:00", "verify ad_views");

    assertThat(trained("default"))
        .isEqualTo(
            """
            event_time,ad_id,seen_1d,ad_views__run
            05 09:00 3,3
            06 08:30 4,4
            06 11:00 4,5
            07 09:00 4,5
            07 13:00 5,6
            07 15:00 4,7
            07 17:00 5,8
            08 09:00 6,9
            """);
    assertThat(trained("cache"))
        .isEqualTo(
            """
            event_time,ad_id,seen_1d,ad_views__run
            05 09:00 3,3
            06 08:30 4,4
            06 11:00 4,4
            07 09:00 5,6
            07 13:00 5,6
            07 15:00 5,6
            07 17:00 5,6
            08 09:00 6,9
            """);
  }

  @Test
  void rollback_isToldByEveryCommand() {
    ff("06T09:00", "publish ad_views --rebuild");
    ff("06T09:30", "publish ad_views --rollback --store cache");
    String json = ff("06T10:00", "publish ad_views --rollback --output json");
    serves("06T10:00", "cache", 4, 5);
    serves("06T10:00", "default", 4, 6);
    assertThat(json).contains("\"extent\": \"ROLLBACK\"", "\"rolled_back\": true");

    assertThat(ff("06T10:00", "status").replaceAll("\\s+", " "))
        .contains("fresh,", "rolled back")
        .contains("ad_views v1: store cache was rolled back, and runs are not published to it");
    assertThat(ff("06T10:00", "status --output json")).contains("\"rolled_back\": true");
    assertThat(ff("06T10:00", "show ad_views"))
        .contains("default (rolled back), cache (rolled back)");
    assertThat(ff("06T10:00", "runs ad_views")).contains("rollback");
    assertThat(sql("06T10:00", "SELECT store FROM runs WHERE kind = 'ROLLBACK'"))
        .contains("default", "cache");
    assertThat(refused("06T10:00", "publish ad_views --rollback"))
        .contains(
            "Cannot roll ad_views v1 back: it was rolled back already (default serves data up")
        .contains("ff publish ad_views brings it up to the log");
  }

  @Test
  void rollback_withoutEarlierRows_changesNothing() {
    // the run of 6 March has dropped those of the rebuild at 4 March: two days are past them
    assertThat(refused("06T09:00", "publish ad_views --rollback"))
        .contains(
            "Cannot roll ad_views v1 back in store default: it has no earlier rows (expected: those"
                + " that ff publish --rebuild has replaced, which stay until a publish is 2d past")
        .contains("ff publish ad_views --store default --rebuild");
    ff("06T10:00", "publish ad_views --store default --rebuild");
    assertThat(refused("06T10:00", "publish ad_views --rollback")).contains("in store cache");
    serves("06T10:00", "default", 4, 4);
    assertThat(refused("06T09:00", "publish --rollback")).contains("(expected: VIEW...)");
    assertThat(refused("06T09:00", "publish ad_views --rollback --rebuild"))
        .contains("--rollback writes no rows (expected: without --rebuild and --throttle)");
    assertThat(refused("06T10:00", "publish offline_views --rollback"))
        .contains("Cannot roll offline_views v1 back: it is offline only");
  }

  @Test
  void spare_isOfTheLastTwoDays() {
    ff("06T09:00", "publish ad_views --rebuild");
    ff("07T08:00", "run");
    ff("07T09:00", "publish ad_views --rollback --store default");
    serves("07T09:00", "default", 4, 6);
    ff("07T10:00", "publish ad_views");
    ff("08T08:00", "run");
    assertThat(refused("08T09:00", "publish ad_views --rollback --store cache"))
        .contains("it has no earlier rows");
    assertThat(refused("08T09:00", "publish ad_views --rollback --store default"))
        .contains("it has no earlier rows");
  }

  @Test
  void lostRegistry_afterARollback_goesOnAboveItsNumber() throws IOException {
    ff("06T09:00", "publish ad_views --rebuild");
    ff("06T10:00", "publish ad_views --rollback");
    serves("06T10:00", "cache", 4, 6);
    try (var files = Files.list(folder.resolve(".factory"))) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("registry")).toList()) {
        Files.delete(file);
      }
    }
    ff("07T07:00", "apply");
    assertThat(ff("07T08:00", "run")).contains("store default was", "store cache was");
    assertThat(ff("07T08:00", "status")).contains("rolled back");
    assertThat(refused("07T08:30", "publish ad_views --rollback")).contains("rolled back already");
    ff("07T09:00", "publish ad_views");
    serves("07T09:00", "default", 5, 7);
    ff("08T08:00", "run");
    serves("08T08:00", "cache", 6, 8);
    ff("08T08:00", "verify ad_views");
  }

  @Test
  void draftIsReplaced_afterARollback_forgetsItsRuns() throws IOException {
    String draft = DEFINITIONS.replaceAll("(?s)---\\nkind: feature_service.*", "");
    create(temporary.resolve("draft"), draft);
    ff("06T09:00", "publish ad_views --rebuild");
    ff("06T10:00", "publish ad_views --rollback");
    Files.writeString(
        folder.resolve("features/ads.yaml"),
        draft.replaceFirst("expr: seen_1d}", "expr: seen_1d + 100}"));
    ff("06T11:00", "apply");

    assertThat(sql("06T11:00", "SELECT * FROM runs WHERE view = 'ad_views'"))
        .doesNotContain("ROLLBACK");
    ff("06T12:00", "run");
    serves("06T12:00", "default", 104, 7);
    ff("07T08:00", "run");
    serves("07T08:00", "cache", 105, 8);
  }
}
