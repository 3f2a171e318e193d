package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ff tidy}: fewer files and snapshots, and the same values. */
final class TidyTest {
  private static final String VIEW =
      """
      ---
      kind: feature_view
      name: by_day
      version: %d
      description: Events of an ad
      owner: me@example.com
      source: events
      keys: [ad]
      every: 1d
      aggregates: [{name: n, expr: count(*), windows: [1d]}, {name: price, expr: sum(price), windows: [2d]}]
      features: [{name: n_1d, expr: n_1d}, {name: price_2d, expr: price_2d}]
      """;

  private static final String TABLE_VIEW =
      """
      ---
      kind: feature_view
      name: latest
      version: 1
      description: The last price of an ad
      owner: me@example.com
      source: events
      keys: [ad]
      every: 1d
      features: [{name: last_price, expr: price}]
      ---
      kind: feature_service
      name: prices
      version: 1
      description: For a model
      owner: me@example.com
      features: [latest.last_price]
      """;

  @TempDir Path folder;

  /** Two projects that do the same; one of them is tidied. */
  private final class Twin {
    private final Path place;
    private final CommandLineDriver driver;

    Twin(String name) throws IOException {
      place = Files.createDirectories(folder.resolve(name));
      driver = new CommandLineDriver(place, Instant.parse("2026-03-10T00:00:00Z"));
      Files.createDirectories(place.resolve("features"));
      Files.writeString(place.resolve("factory.yaml"), "project: shop\n");
      Files.writeString(
          place.resolve("features/events.yaml"),
          """
          kind: source
          name: events
          table: lake.events
          event_time: at
          event_id: id
          columns: {id: string, at: timestamp, ad: string, price: "decimal(10,2)"}
          """
              + VIEW.formatted(1)
              + TABLE_VIEW);
    }

    String done(String line) {
      return done(line.split(" ", -1));
    }

    String done(String... words) {
      CommandLineDriver.Result result = driver.ff(words);
      assertThat(result.code()).as(result.out() + result.err()).isZero();
      return result.out();
    }

    /** A file with an event for each of two days, and one that was there before. */
    void importFiles(int first, int end) throws IOException {
      for (int number = first; number < end; number++) {
        Path file = place.resolve("events-" + number + ".csv");
        Files.writeString(
            file,
            """
            id,at,ad,price
            a%1$d,2026-03-02T10:%2$02d:00Z,x,%1$d.50
            b%1$d,2026-03-03T10:%2$02d:00Z,y,%1$d.25
            a%3$d,2026-03-02T10:%4$02d:00Z,x,99.00
            """
                .formatted(number, number % 60, number / 2, number / 2 % 60));
        done("import", "events", file.toString());
      }
    }

    /** Long after, so that everything is old. */
    String tidy(String options) {
      CommandLineDriver.Result result =
          driver.at(Instant.now().plus(Duration.ofDays(30))).ff(("tidy " + options).trim());
      assertThat(result.code()).as(result.out() + result.err()).isZero();
      return result.out();
    }

    String log(int version) {
      return done(
          "sql",
          "SELECT ad, feature_time, n_1d, price_2d FROM log.by_day_v%d_log ORDER BY ALL"
              .formatted(version));
    }

    long files() throws IOException {
      try (Stream<Path> files = Files.walk(place.resolve(".factory/warehouse/lake/events/data"))) {
        return files.filter(file -> file.toString().endsWith(".parquet")).count();
      }
    }
  }

  @Test
  void tidy_betweenRuns_changesNoValueOfRunsAndNewVersions() throws IOException {
    Twin plain = new Twin("plain");
    Twin tidied = new Twin("tidied");
    for (Twin twin : new Twin[] {plain, tidied}) {
      twin.importFiles(0, 6);
      twin.done("apply");
      twin.done("backfill by_day --from 2026-03-03 --to 2026-03-03");
      twin.importFiles(6, 12);
    }
    String dry = tidied.tidy("--dry-run");
    assertThat(dry).contains("24 -> 2").contains("Nothing was changed");
    assertThat(tidied.files()).isEqualTo(24);
    assertThat(tidied.tidy("")).contains("lake.events").contains("24 -> 2");
    assertThat(tidied.tidy("")).as("what the run has yet to read stays").doesNotContain("->");
    for (Twin twin : new Twin[] {plain, tidied}) {
      twin.done("run by_day --at 2026-03-06");
    }
    assertThat(tidied.log(1)).isEqualTo(plain.log(1));

    tidied.tidy("--only expire");
    tidied.tidy("--only orphans");
    assertThat(tidied.files()).as("nobody reads the small files any more").isEqualTo(2);
    for (Twin twin : new Twin[] {plain, tidied}) {
      Files.writeString(twin.place.resolve("features/second.yaml"), VIEW.formatted(2));
      twin.done("apply");
      twin.done("backfill by_day@2 --from 2026-03-03 --to 2026-03-06");
    }

    assertThat(tidied.log(2)).isEqualTo(plain.log(2)).contains("2026-03-03");
  }

  @Test
  void tidy_rowsThatATrainingSetReadItself_stayWhereTheyAreKept() throws IOException {
    Twin shop = new Twin("shop");
    shop.importFiles(0, 3);
    shop.done("apply");
    Files.writeString(shop.place.resolve("spine.csv"), "t,ad\n2026-03-09,x\n2026-03-03,y\n");
    String options = "train prices --spine spine.csv --time t --as-of event-time --keep --out ";
    shop.done(options + "a.csv");
    shop.importFiles(3, 9);

    shop.tidy("");
    shop.done("train --from-manifest a.csv.manifest.json --out b.csv");

    assertThat(shop.place.resolve("b.csv")).hasSameBinaryContentAs(shop.place.resolve("a.csv"));
    assertThat(shop.place.resolve("a.csv")).content().contains("x,2.50").doesNotContain("y,8");
  }

  @Test
  void tidy_mistakes_areTold() throws IOException {
    Twin shop = new Twin("shop");
    assertThat(shop.done("tidy")).contains("The lake has no tables yet");
    shop.importFiles(0, 1);

    CommandLineDriver.Result unknown = shop.driver.ff("tidy evens");
    CommandLineDriver.Result shortly = shop.driver.ff("tidy --keep 5m");
    CommandLineDriver.Result step = shop.driver.ff("tidy --only compact,vacuum");

    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("lake.evens").contains("events");
    assertThat(shortly.code()).isEqualTo(2);
    assertThat(shortly.err()).contains("--keep: '5m' (expected: such as 7d, at least 1h");
    assertThat(step.code()).isEqualTo(2);
    assertThat(step.err()).contains("--only: 'vacuum' (expected: some of compact, expire, orphans");
    assertThat(shop.done("tidy lake.events --output json"))
        .contains("\"table\": \"lake.events\"", "\"table\": \"lake.events__imports\"");
  }
}
