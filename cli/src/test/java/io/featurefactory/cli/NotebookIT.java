package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.testkit.servers.RestCatalogServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The join in a notebook, as {@code docs/training.md} shows it: PyIceberg opens log and runs
 * through the SQLite catalog and through a REST catalog, and DuckDB in Python finds the values that
 * {@code ff train} found. Pandas reads a training set without help.
 */
final class NotebookIT {
  private static final Instant NOW = Instant.parse("2026-03-10T08:00:00Z");
  private static final String CODE = "```python\n";
  private static final String REST_URL = "http://localhost:8181";

  private static final String COMPARISON =
      """

      import pandas as pd
      ours = pd.read_parquet("train.parquet").sort_values(
          ["event_time", "ad_id", "query_category"], ignore_index=True)
      theirs = joined.df().sort_values(
          ["event_time", "ad_id", "query_category"], ignore_index=True)
      clicks = theirs["ad_clicks_1d"].fillna(0).astype("int64")
      assert len(ours) == len(theirs) and len(ours) > 1000, (len(ours), len(theirs))
      assert (ours["ad_clicks_1d"] == clicks).all()
      assert (ours["ad_ctr_7d_by_query_category"]
          == theirs["ad_ctr_7d_by_query_category"].fillna(0.0)).all()
      early = theirs["boundary"].isna()
      assert theirs.loc[early, "run"].isna().all()
      print("the same", clicks.gt(0).any(), early.any())
      """;

  @TempDir Path temporary;

  @Test
  void pythonOfTheGuide_findsTheValuesOfTraining() throws Exception {
    CommandLineDriver shop = new CommandLineDriver(temporary, NOW).in("shop");
    done(new CommandLineDriver(temporary, NOW).ff("init", "shop"));
    done(shop.ff("import clickstream data/clickstream.csv"));
    done(shop.ff("apply"));
    done(shop.ff("backfill --from 2026-03-02 --to 2026-03-07"));
    done(shop.ff("run"));
    done(
        shop.ff(
            "sql",
            "SELECT ad_id, query_category, event_timestamp + to_hours(n * 13) AS event_time"
                + " FROM lake.clickstream, range(12) r(n) WHERE ad_id IS NOT NULL ORDER BY ALL",
            "--out",
            "shown.parquet"));
    done(shop.ff("train search_ranking --spine shown.parquet --out train.parquet"));
    done(
        shop.ff(
            "sql",
            "SELECT ad_id, query_category, event_timestamp - to_days(early) AS event_time"
                + " FROM lake.clickstream, (VALUES (0), (30)) r(early) WHERE ad_id IS NOT NULL"
                + " ORDER BY ALL LIMIT 150",
            "--out",
            "few.parquet")); // DuckDB joins few rows in another way

    String guide = Files.readString(repository().resolve("docs/training.md"));
    String notebook =
        block(guide, "from pyiceberg")
            .replaceAll("(?s)duckdb.sql\\((.*)\\)", "joined = duckdb.sql($1)");
    assertThat(notebook).contains("joined = ");
    Path folder = temporary.resolve("shop");
    String warehouse = "file://" + folder.resolve(".factory");
    assertThat(python(folder, notebook.replace("file://.factory", warehouse) + COMPARISON))
        .isEqualTo("the same True False\n");

    done(shop.ff("train search_ranking --spine few.parquet --out few_train.parquet"));
    assertThat(
            python(
                folder,
                (notebook.replace("file://.factory", warehouse) + COMPARISON)
                    .replace("shown.parquet", "few.parquet")
                    .replace("train.parquet", "few_train.parquet")
                    .replace("> 1000", "> 100")))
        .isEqualTo("the same True True\n");

    String catalog = "jdbc:sqlite:" + folder.resolve(".factory/catalog.db");
    try (RestCatalogServer rest = RestCatalogServer.start("shop", catalog, warehouse)) {
      String opened = first(guide, "`(catalog = RestCatalog\\(.*?\\))`");
      assertThat(opened).contains(REST_URL);
      String overRest =
          notebook
              .replaceFirst("from pyiceberg.*", "from pyiceberg.catalog.rest import RestCatalog")
              .replaceFirst("catalog = .*", opened.replace(REST_URL, rest.url()));
      assertThat(python(folder, overRest + COMPARISON)).isEqualTo("the same True False\n");
    }
  }

  private static void done(CommandLineDriver.Result result) {
    assertThat(result.code()).as(result.err()).isZero();
  }

  private static Path repository() {
    return Path.of("").toAbsolutePath().getParent();
  }

  private static String first(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return found.group(1);
  }

  private static String block(String guide, String with) {
    int found = guide.indexOf(with);
    int begin = guide.lastIndexOf(CODE, found) + CODE.length();
    return guide.substring(begin, guide.indexOf("```", begin));
  }

  private String python(Path folder, String code) throws IOException, InterruptedException {
    Path script = Files.writeString(temporary.resolve("notebook.py"), code);
    String python =
        run(
                temporary,
                List.of(
                    repository().resolve("cli/src/test/python/environment").toString(),
                    repository().resolve("target/python").toString()))
            .strip();
    return run(folder, List.of(python, script.toString()));
  }

  private String run(Path folder, List<String> command) throws IOException, InterruptedException {
    Path err = temporary.resolve("err");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
    assertThat(process.exitValue()).as("%s\n%s%s", command, out, Files.readString(err)).isZero();
    return out;
  }
}
