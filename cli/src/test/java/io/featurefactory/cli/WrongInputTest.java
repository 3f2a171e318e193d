package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of wrong input: one clear message on standard error, nothing on standard output. */
final class WrongInputTest {
  private static final Instant NOW = Instant.parse("2026-03-10T08:00:00Z");

  @TempDir static Path folder;
  private static CommandLineDriver shop;

  @BeforeAll
  static void project() {
    CommandLineDriver shell = new CommandLineDriver(folder, NOW);
    shell.ff("init shop");
    shop = shell.in("shop");
    shop.ff("import clickstream data/clickstream.csv");
    shop.ff("apply");
    shop.ff("backfill --from 2026-03-03");
  }

  private static void refused(int code, String line, String message) {
    refused(shop, code, message, line.split(" "));
  }

  private static void refused(CommandLineDriver driver, int code, String message, String... words) {
    CommandLineDriver.Result result = driver.ff(words);
    assertThat(result.err()).contains(message).doesNotContain("Exception", "\tat ");
    assertThat(result.out()).isEmpty();
    assertThat(result.code()).isEqualTo(code);
  }

  @Test
  void unknownCommand_suggestsTheNearest() {
    refused(
        2, "backfil", "error: Unknown command 'backfil'\nDid you mean backfill?\nSee ff --help");
  }

  @Test
  void unknownOption_suggestsTheNearest() {
    refused(
        2,
        "run --att 2026-03-10",
        "error: Unknown option: '--att'\nDid you mean --at?\nSee ff run --help");
  }

  @Test
  void noCommand_listsThem() {
    refused(shop, 2, "error: no command (expected: one of demo, init, ");
  }

  @Test
  void wrongInstant_saysWhatIsOne() {
    refused(
        2,
        "run --at yesterday",
        "'yesterday' is no instant (expected: such as 2026-03-01 or 2026-03-01T06:00Z)");
  }

  @Test
  void backfillWithoutFrom_namesTheOption() {
    refused(2, "backfill", "error: Missing required option: '--from=T'");
  }

  @Test
  void backfillToBeforeFrom_isRefused() {
    CommandLineDriver.Result result = shop.ff("backfill --from 2026-03-03 --to 2026-03-01");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("--to 2026-03-01T00:00:00Z is before --from 2026-03-03");
  }

  @Test
  void getWithoutKey_namesTheKeysAndTheirTypes() {
    refused(
        1,
        "get ad_performance ad_id=AD-1",
        "error: key query_category of ad_performance v1 is missing (expected: ad_id=STRING"
            + " query_category=STRING)");
  }

  @Test
  void getWithUnknownKey_suggestsTheNearest() {
    refused(
        1,
        "get ad_performance ad_idd=AD-1",
        "error: ad_performance v1 has no key 'ad_idd' (did you mean 'ad_id'?) (expected: ad_id,"
            + " query_category)");
  }

  @Test
  void getWithNoKeyValue_showsTheForm() {
    refused(
        1,
        "get ad_performance AD-1",
        "error: key 'AD-1' (expected: KEY=VALUE, such as ad_id=AD-1)");
  }

  @Test
  void getOfUnknownView_suggestsTheNearest() {
    refused(
        1,
        "get ad_performanc ad_id=1",
        "error: No definition 'ad_performanc' is applied (did you mean 'ad_performance'?)");
  }

  @Test
  void getFromUnknownStore_listsTheStores() {
    refused(
        1,
        "get ad_performance ad_id=AD-1 query_category=x --store cache",
        "error: ad_performance v1 is not published to store 'cache' (expected: one of [default])");
  }

  @Test
  void importOfMissingFile_namesIt() {
    refused(1, "import clickstream nothing.csv", "nothing.csv");
  }

  @Test
  void importWithWrongSet_saysWhatIsWrong() {
    refused(
        1,
        "import clickstream nothing.csv --set ad_id",
        "error: --set 'ad_id' (expected: COLUMN=VALUE, such as --set campaign=men)");
    refused(
        1,
        "import clickstream nothing.csv --set ad_id=1 --set ad_id=2",
        "error: --set ad_id is given twice (expected: one value for a column)");
    refused(
        1,
        "import clickstream data/clickstream.csv --set ad_idd=1",
        "error: --set ad_idd: no source of this table declares such a column (did you mean"
            + " 'ad_id'?)");
  }

  @Test
  void sqlThatWrites_isRefused() {
    refused(shop, 1, "error: The SQL is not a SELECT", "sql", "DROP TABLE x");
  }

  @Test
  void sqlOnUnknownTable_listsTheTables() {
    refused(
        shop,
        1,
        "error: The SQL reads lake.click, which is not known (expected: one of lake.clickstream",
        "sql",
        "FROM lake.click");
  }

  @Test
  void unknownFormat_listsTheFormats() {
    refused(
        2, "list --output xml", "expected one of [TABLE, JSON] (case-insensitive) but was 'xml'");
  }

  @Test
  void noProject_saysHowToMakeOne() {
    refused(
        new CommandLineDriver(folder, NOW),
        1,
        "it has no factory.yaml. Go to a project's folder, name one with --project DIR, or make"
            + " one with ff init DIR",
        "list");
  }

  @Test
  void unknownEnvironment_namesTheFile() {
    refused(1, "list --env prod", "error: Unknown environment 'prod': there is no file ");
  }

  @Test
  void initIntoFullFolder_isRefused() {
    refused(
        new CommandLineDriver(folder, NOW),
        1,
        "it is there and not empty (expected: a new or empty folder)",
        "init",
        "shop");
  }

  @Test
  void mistakesInDefinitions_areToldAllAtOnceWithTheirPlace(@TempDir Path other)
      throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    Path file = other.resolve("shop/features/ads.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace("keys: [ad_id,", "keys: [ad_idd,")
            .replace("expr: clicks_1d", "expr: clicks_2d"));

    CommandLineDriver.Result result = shell.in("shop").ff("plan");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains("features/ads.yaml:", "ad_idd", "did you mean 'ad_id'", "clicks_2d");
  }

  @Test
  void corruptRegistry_isNamed(@TempDir Path other) throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    shell.in("shop").ff("apply");
    Files.writeString(other.resolve("shop/.factory/registry.db"), "this is no database at all");

    CommandLineDriver.Result result = shell.in("shop").ff("list");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("error: The registry").contains("damaged");
  }
}
