package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.featurefactory.cli.crash.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a served feature, by the commands that a newcomer types. */
final class JourneyTest {
  private static final Instant NOW = Instant.parse("2026-03-10T08:00:00Z");
  private static final String KEY = "ad_id=AD-1 query_category=electronics";

  @TempDir Path folder;

  @Test
  void plan_afterAnImport_tellsTheCostThatIsThere() {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    assertThat(shop.ff("plan").out())
        .contains("The lake has no events of these views yet: ff import TABLE FILE...");
    shop.ff("import clickstream data/clickstream.csv");

    assertThat(shop.ff("plan --output json").out())
        .contains(
            "\"rows_to_read\": 143",
            "\"keys\": 3",
            "\"keys_counted\": true",
            "\"boundaries\": 8",
            "\"first_event\": \"2026-03-02T01:05:27Z\"");
  }

  @Test
  void init_readme_hasItsRemarksInOneColumn() throws IOException {
    new CommandLineDriver(folder, NOW).ff("init shop");

    assertThat(Files.readAllLines(folder.resolve("shop/README.md")))
        .filteredOn(line -> line.startsWith("ff ") && line.contains("  "))
        .hasSizeGreaterThan(4)
        .extracting(line -> line.length() - line.replaceFirst("^.*? {2,}", "").length())
        .containsOnly(47);
  }

  @Test
  void sql_toAFile_writesItInTheFormatOfItsName() throws IOException {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    shop.ff("import clickstream data/clickstream.csv");
    for (String name : List.of("clicks.csv", "clicks.json", "clicks.parquet")) {
      CommandLineDriver.Result written =
          shop.ff("sql", "SELECT count(*) AS n FROM lake.clickstream", "--out", name);
      assertThat(written.code()).as(written.toString()).isZero();
      assertThat(folder.resolve("shop").resolve(name)).isNotEmptyFile();
    }
    assertThat(Files.readString(folder.resolve("shop/clicks.csv"))).isEqualTo("n\n143\n");

    CommandLineDriver.Result again = shop.ff("sql", "SELECT 1 AS n", "--out", "clicks.csv");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err())
        .contains("--out clicks.csv: the file is there already")
        .contains("--overwrite");
    assertThat(Files.readString(folder.resolve("shop/clicks.csv"))).isEqualTo("n\n143\n");
    shop.ff("sql", "SELECT 1 AS n", "--out", "clicks.csv", "--overwrite");
    assertThat(Files.readString(folder.resolve("shop/clicks.csv"))).isEqualTo("n\n1\n");
    assertThat(shop.ff("sql", "SELECT error('no')", "--out", "fails.csv").code()).isEqualTo(1);
    try (Stream<Path> files = Files.list(folder.resolve("shop"))) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .doesNotContain("fails.csv")
          .noneMatch(name -> name.startsWith(".fails") || name.startsWith(".clicks"));
    }
  }

  /** The stamp that broken producers send; it made a task for each day since. */
  @Test
  void backfill_withAnEventOf1970_ends() throws IOException {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    List<String> lines = Files.readAllLines(folder.resolve("shop/data/clickstream.csv"));
    String old = lines.get(1).replaceFirst("2026-[0-9-]+T", "1970-01-01T");
    assertThat(old).isNotEqualTo(lines.get(1));
    Files.writeString(
        folder.resolve("shop/data/old.csv"),
        lines.get(0) + "\n" + lines.get(2) + "\n" + old + "\n");
    shop.ff("import clickstream data/old.csv");
    shop.ff("apply");

    CommandLineDriver.Result result =
        assertTimeoutPreemptively(
            Duration.ofMinutes(1), () -> shop.ff("backfill --from 2026-03-01"));
    assertThat(result.code()).as(result.toString()).isZero();
  }

  @Test
  void import_inACopyOfAProject_isRefusedAndTheOriginalStays() throws IOException {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    shell.in("shop").ff("import clickstream data/clickstream.csv");
    Folders.replace(folder.resolve("copy"), folder.resolve("shop"));

    CommandLineDriver.Result result =
        shell.in("copy").ff("import clickstream data/clickstream.csv");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "names tables that are not in its warehouse (found " + folder.resolve("shop"),
            "expected: files below " + folder.resolve("copy"),
            "moved or copied",
            "Nothing was changed");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("shop"));
    assertThat(shell.in("link").ff("import clickstream data/clickstream.csv").code()).isZero();
  }

  @Test
  void init_fromTheLauncher_saysHowFfIsFound() {
    CommandLineDriver shell =
        new CommandLineDriver(folder, NOW, Map.of("FF_HOME", "/opt/ff", "PATH", "/bin:/usr/bin"));

    assertThat(shell.ff("init shop").out())
        .contains("So that ff is found there: export PATH=\"/opt/ff:$PATH\"");
    assertThat(new CommandLineDriver(folder, NOW).ff("init other").out())
        .doesNotContain("export PATH");
  }

  @Test
  void init_writesTheSchemasThatItsFilesName() throws IOException {
    new CommandLineDriver(folder, NOW).ff("init shop");

    for (String file : List.of("factory.yaml", "features/ads.yaml", "tests/ads.yaml")) {
      Path written = folder.resolve("shop").resolve(file);
      String hint = Files.readAllLines(written).get(0);
      String prefix = "# yaml-language-server: $schema=";
      assertThat(hint).startsWith(prefix);
      assertThat(written.resolveSibling(hint.substring(prefix.length()))).exists();
    }
  }

  @Test
  void initToVerify_worksAsTheReadmeSays() throws IOException {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    assertThat(shell.ff("init shop").code()).isZero();
    CommandLineDriver shop = shell.in("shop");

    assertThat(shop.ff("plan").out()).contains("new     ad_performance v1");
    assertThat(shop.ff("import clickstream data/clickstream.csv").out()).contains("imported   143");
    assertThat(shop.ff("import clickstream data/clickstream.csv").out())
        .contains("already imported");
    assertThat(shop.ff("apply").out()).contains("Applied, revision 1");
    assertThat(shop.ff("plan").out()).startsWith("Nothing to do: 3 definitions are as applied.");
    assertThat(shop.ff("backfill --from 2026-03-03").code()).isZero();
    assertThat(shop.ff("backfill --from 2026-03-03"))
        .satisfies(again -> assertThat(again.code()).isZero())
        .satisfies(again -> assertThat(again.out()).contains("nothing to backfill"));
    assertThat(shop.ff("get ad_performance " + KEY).out())
        .contains("status      PRESENT", "ad_performance v1, run 8, store default");
    assertThat(shop.ff("get search_ranking " + KEY).out()).contains("ad_performance.ad_clicks_1d");
    assertThat(shop.ff("verify").out()).contains("equal");
    assertThat(shop.ff("show ad_performance").out()).contains("first 2026-03-10 08:00Z");
    assertThat(shop.ff("status").out()).contains("fresh");
    assertThat(shop.ff("runs").out()).contains("backfill", "published");
    assertThat(shop.ff("list --output json").out()).contains("\"name\": \"search_ranking\"");
    assertThat(shop.ff("plan --sql ad_performance").out()).contains("SELECT");
    assertThat(shop.ff("sql", "SELECT count(*) AS n FROM lake.clickstream").out())
        .isEqualTo("  N\n143\n");
    assertThat(shop.ff("sql", "SELECT DISTINCT kind FROM runs").out())
        .isEqualTo("KIND\nBACKFILL\n");
  }

  @Test
  void run_aDayLater_countsLateEventsAndStaysProven() throws IOException {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    shop.ff("import clickstream data/clickstream.csv");
    shop.ff("apply");
    shop.ff("backfill --from 2026-03-03");
    Files.writeString(
        folder.resolve("shop/late.csv"),
        """
        event_id,event_timestamp,event_type,ad_id,query_category
        late1,2026-03-09T23:00:00Z,impression,AD-9,books
        """);

    assertThat(shop.ff("import clickstream late.csv").code()).isZero();
    CommandLineDriver tomorrow = shop.at(NOW.plus(Duration.ofDays(1)));
    assertThat(tomorrow.ff("run").code()).isZero();

    String found = tomorrow.ff("get ad_performance ad_id=AD-9 query_category=books").out();
    assertThat(found).contains("ad_ctr_7d_by_query_category  0.0", "PRESENT", "run 9");
    assertThat(tomorrow.ff("verify").code()).isZero();
    assertThat(tomorrow.ff("publish --rebuild").code()).isZero();
    assertThat(tomorrow.ff("verify").out()).contains("equal");
  }

  @Test
  void preview_ofViewInFile_leavesNothingBehind() throws IOException {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    shop.ff("import clickstream data/clickstream.csv");

    assertThat(shop.ff("preview ad_performance --at 2026-03-10").out())
        .startsWith("ad_performance v1 at 2026-03-10T00:00:00Z: 3 keys with values")
        .contains("AD-1");
    assertThat(shop.ff("preview ad_performance ad_id=nobody query_category=x").out())
        .contains("nobody  x", "NULL", "0\n");
    assertThat(shop.ff("list").out()).startsWith("Nothing is applied yet.");
    assertThat(shop.ff("sql", "FROM log.x").err()).doesNotContain("preview");

    Path file = folder.resolve("shop/features/ads.yaml");
    Files.writeString(
        file, Files.readString(file).replace("ad_clicks_1d >= 0", "ad_clicks_1d < 0"));
    assertThat(shop.ff("preview ad_performance").out())
        .contains("A check would block this: ad_clicks_1d < 0: broken by", "AD-1");
  }

  @Test
  void test_tellsWhatDiffersAndWhere() throws IOException {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    Files.createDirectories(folder.resolve("shop/tests"));
    Path file = folder.resolve("shop/tests/ads.yaml");
    String text =
        """
        name: one click of two impressions
        view: ad_performance
        at: 2024-01-08
        defaults:
          clickstream: {event_type: impression, ad_id: A, query_category: cars}
        events:
          clickstream:
            - {event_id: 1, event_timestamp: -1h, event_type: click}
            - {event_id: 2, event_timestamp: -2h}
            - {event_id: 3, event_timestamp: -3h}
            - {event_id: 3, event_timestamp: -3h, ad_id: B}
        expect:
          - {ad_id: A, query_category: cars, ad_ctr_7d_by_query_category: 0.5, ad_clicks_1d: 1}
          - {ad_id: B, query_category: cars, ad_ctr_7d_by_query_category: null, ad_clicks_1d: 0}
        """;
    Files.writeString(file, text);

    assertThat(shop.ff("test").out()).contains("ok", "1 test, 0 failed");

    Files.writeString(file, text.replace("0.5,", "0.25,"));
    CommandLineDriver.Result failed = shop.ff("test");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.out())
        .contains("tests/ads.yaml:13", "is 0.5 (expected: 0.25)", "1 test, 1 failed");
  }

  @Test
  void apply_ofChangedDraft_beginsItAnew() throws IOException {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    Path file = folder.resolve("shop/features/ads.yaml");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.lastIndexOf("---")));
    shop.ff("import clickstream data/clickstream.csv");
    shop.ff("apply");
    shop.ff("backfill --from 2026-03-03");

    Files.writeString(
        file, Files.readString(file).replace("expr: clicks_1d", "expr: clicks_1d * 10"));
    CommandLineDriver.Result plan = shop.ff("plan");
    assertThat(plan.out()).contains("replaced", "clicks_1d * 10");
    assertThat(shop.ff("apply").code()).isZero();
    CommandLineDriver.Result before = shop.ff("get ad_performance " + KEY);
    assertThat(before.code()).isEqualTo(1);
    assertThat(before.err())
        .isEqualTo(
            "error: ad_performance v1 is not in default: it was never published there, or the store"
                + " is gone. Run ff publish if it was computed before, else ff backfill or ff run\n");

    assertThat(shop.ff("backfill --from 2026-03-03").code()).isZero();
    assertThat(shop.ff("verify").code()).isZero();
    assertThat(shop.ff("get ad_performance " + KEY).out()).contains("0\n");
  }
}
