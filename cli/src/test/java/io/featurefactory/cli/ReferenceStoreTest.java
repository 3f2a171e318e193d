package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that was added later has served nothing before that, and training knows it. */
final class ReferenceStoreTest {
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
      online: [default]
      aggregates: [{name: seen, expr: count(*), windows: [1d]}]
      features: [{name: seen_1d, expr: seen_1d}]
      ---
      kind: feature_service
      name: ranking
      version: 1
      owner: me@example.com
      features: [ad_views.*]
      """;

  private static final String CACHED =
      """
      ---
      kind: feature_service
      name: cached_ranking
      version: 1
      owner: me@example.com
      features: [ad_views.*]
      store: cache
      """;

  @TempDir Path folder;

  @BeforeEach
  void project() throws IOException {
    Files.createDirectories(folder.resolve("features"));
    Files.writeString(
        folder.resolve("factory.yaml"),
        """
        project: shop
        online:
          default: {type: rocksdb, path: .factory/online}
          cache: {type: rocksdb, path: .factory/cache}
        """);
    Path definitions = folder.resolve("features/ads.yaml");
    Files.writeString(definitions, DEFINITIONS);
    Files.writeString(
        folder.resolve("views.csv"),
        "at,ad_id\n2026-03-02T10:00:00Z,A\n2026-03-03T10:00:00Z,A\n2026-03-03T11:00:00Z,A\n");
    Files.writeString(
        folder.resolve("asked.csv"),
        "event_time,ad_id\n2026-03-04T10:00:00Z,A\n2026-03-04T13:00:00Z,A\n");
    ff("2026-03-03T08:00:00Z", "import views views.csv");
    ff("2026-03-03T08:00:00Z", "apply");
    ff("2026-03-03T08:00:00Z", "backfill --from 2026-03-03");
    ff("2026-03-04T08:00:00Z", "run");
    Files.writeString(
        definitions, DEFINITIONS.replace("online: [default]", "online: [default, cache]") + CACHED);
    ff("2026-03-04T12:00:00Z", "apply");
    ff("2026-03-04T12:00:00Z", "publish --store cache");
  }

  private String ff(String now, String line) {
    CommandLineDriver.Result result = new CommandLineDriver(folder, Instant.parse(now)).ff(line);
    assertThat(result.code()).as(line + "\n" + result.err()).isZero();
    return result.out();
  }

  private String trained(String arguments) throws IOException {
    ff(
        "2026-03-05T00:00:00Z",
        "train " + arguments + " --spine asked.csv --out out.csv --overwrite");
    return Files.readString(folder.resolve("out.csv"));
  }

  @Test
  void train_takesWhatTheStoreOfTheServiceServed() throws IOException {
    String header = "event_time,ad_id,seen_1d\n";
    String first = header + "2026-03-04 10:00:00,A,2\n2026-03-04 13:00:00,A,2\n";
    String cached = header + "2026-03-04 10:00:00,A,0\n2026-03-04 13:00:00,A,2\n";

    assertThat(trained("ranking")).isEqualTo(first);
    assertThat(trained("ranking --store cache")).isEqualTo(cached);
    assertThat(trained("cached_ranking")).isEqualTo(cached);
    assertThat(trained("cached_ranking --store default")).isEqualTo(first);
    assertThat(ff("2026-03-05T00:00:00Z", "show cached_ranking")).contains("store", "cache");
  }

  @Test
  void get_asksTheStoreOfTheServiceFirst() {
    String now = "2026-03-05T00:00:00Z";
    assertThat(ff(now, "get ranking ad_id=A --output json")).contains("\"store\": \"default\"");
    assertThat(ff(now, "get cached_ranking ad_id=A --output json"))
        .contains("\"store\": \"cache\"", "\"value\": 2");
    assertThat(ff(now, "get cached_ranking ad_id=A --store default --output json"))
        .contains("\"store\": \"default\"");
  }
}
