package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  void unknownCommand_withTwoLettersSwapped_suggestsTheOneThatIsMeant() {
    refused(2, "gte", "error: Unknown command 'gte'\nDid you mean get?\nSee ff --help");
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
    refused(
        2,
        "backfill --from 2026-03-03 --to 2026-03-01",
        "error: --to 2026-03-01T00:00:00Z is before --from 2026-03-03T00:00:00Z");
  }

  @Test
  void instantThatIsNoDay_isRefused() {
    for (String wrong :
        List.of("2026-13-01", "2026-02-30", "01/02/2026", "2026-03-01T25:00", "+12026-01-01")) {
      refused(2, "backfill --from " + wrong, "'" + wrong + "' is no instant (expected: such as");
    }
  }

  @Test
  void instantInTheFuture_isRefusedAndNothingIsComputed() {
    String runs = shop.ff("runs --output json").out();

    refused(
        2,
        "run --at 2027-01-01",
        "error: --at 2027-01-01T00:00:00Z is in the future (expected: not after now,"
            + " 2026-03-10T08:00:00Z)\nSee ff run --help");
    refused(2, "backfill --from 2027-01-01", "error: --from 2027-01-01T00:00:00Z is in the future");
    refused(
        2,
        "backfill --from 2026-03-01 --to 2026-03-11",
        "error: --to 2026-03-11T00:00:00Z is in the future");
    assertThat(shop.ff("runs --output json").out()).isEqualTo(runs);
  }

  @Test
  void backfillFromAMistypedYear_isRefusedAndNothingIsComputed() {
    String runs = shop.ff("runs --output json").out();

    CommandLineDriver.Result result = shop.ff("backfill --from 0026-03-01");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "error: Cannot backfill ad_performance v1 from 0026-03-01T00:00:00Z: it runs every 1d,"
                + " that are 730,494 boundaries (expected: at most 200,000). Name a later --from");
    assertThat(shop.ff("runs --output json").out()).isEqualTo(runs);
  }

  @Test
  void optionBeforeTheCommand_saysWhereItGoes() {
    refused(
        2,
        "--output json list",
        "error: Unknown option: '--output' before the command (expected: after it, as in ff list"
            + " --output)\nSee ff --help");
  }

  @Test
  void oneArgumentTooMany_isNamed() {
    refused(2, "list all", "error: Unexpected argument 'all'\nSee ff list --help");
  }

  @Test
  void getWithoutKey_namesTheKeysAndTheirTypes() {
    refused(
        1,
        "get ad_performance ad_id=AD-1",
        "error: key query_category of ad_performance v1 is missing (expected: ad_id=STRING"
            + " query_category=STRING)");
    refused(1, "get ad_performance", "error: keys ad_id, query_category of ad_performance v1 are");
  }

  @Test
  void keyGivenTwice_isRefused() {
    refused(
        1, "get ad_performance ad_id=1 ad_id=2", "error: key 'ad_id' is given twice (expected:");
  }

  @Test
  void keysOfAllTexts_areLookedUp() {
    for (String text : List.of("", "a=b", "x\ny", "Äpfel 日本", "'; DROP TABLE x")) {
      CommandLineDriver.Result result =
          shop.ff("get", "ad_performance", "ad_id=" + text, "query_category=" + text);
      assertThat(result.code()).as(text).isZero();
      assertThat(result.out()).contains("EMPTY");
    }
  }

  @Test
  void getOfASource_saysWhatItIs() {
    refused(
        1,
        "get clickstream ad_id=1",
        "error: 'clickstream' is a source (expected: a feature view or feature service). See ff"
            + " show clickstream");
  }

  @Test
  void unknownVersion_listsTheVersions() {
    refused(
        1,
        "get ad_performance@9 ad_id=1",
        "error: 'ad_performance@9' is not applied: ad_performance has version 1. See ff show"
            + " ad_performance");
    refused(1, "run ad_performance@9", "error: 'ad_performance@9' is not applied");
    refused(
        1,
        "show ad_performance@x",
        "error: version of 'ad_performance@x' (expected: a number, such as ad_trend@2)");
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
        "error: No feature view or feature service 'ad_performanc' is applied (did you mean"
            + " 'ad_performance'?)");
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
    refused(1, "import clickstream nothing.csv", "nothing.csv: no such file (expected: a file");
  }

  @Test
  void importOfBadFile_tellsOnStandardErrorWhatTheAnswerSays() throws IOException {
    Files.writeString(folder.resolve("shop/empty.csv"), "");

    for (String format : List.of("table", "json")) {
      CommandLineDriver.Result result = shop.ff("import clickstream empty.csv --output " + format);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.out()).contains("refused");
      assertThat(result.err()).contains("empty.csv is empty (expected: a header or rows)");
    }
  }

  @Test
  void importIntoATableThatNoSourceReads_suggestsTheNearest(@TempDir Path other) {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");

    CommandLineDriver.Result result =
        shell.in("shop").ff("import clickstraem data/clickstream.csv");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .contains("No source reads lake.clickstraem (did you mean 'clickstream'?)");
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
  void optionThatIsNoNumber_isRefused() {
    refused(2, "runs --limit many", "'many' is no number (expected: a whole number)");
  }

  @Test
  void demoThatIsImpossible_leavesTheOlderOneWhole(@TempDir Path other) throws IOException {
    Path older = Files.createDirectory(other.resolve("ff-demo"));
    Files.createFile(older.resolve(".ff-demo"));
    Path kept = Files.createFile(older.resolve("kept"));
    CommandLineDriver shell = new CommandLineDriver(other, NOW);

    refused(shell, 1, "error: events: 0 (expected: 1 to ", "demo", "--events", "0");
    refused(shell, 1, "error: days: 9999 (expected: 1 to 3660)", "demo", "--days", "9999");
    refused(shell, 2, "error: --days: 2 (expected: at least 3)", "demo", "--days", "2");
    assertThat(kept).exists();
  }

  @Test
  void keyOfTheWrongType_saysWhatIsOne(@TempDir Path other) throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    Files.writeString(
        other.resolve("shop/features/typed.yaml"),
        """
        kind: source
        name: typed
        table: lake.typed
        event_time: at
        columns: {at: timestamp, n: bigint, d: "decimal(5,2)", b: boolean, t: timestamp}
        ---
        kind: feature_view
        name: typed_view
        version: 1
        source: typed
        keys: [n, d, b, t]
        every: 1d
        aggregates: [{name: c, expr: count(*), windows: [1d]}]
        features: [{name: c, expr: c_1d}]
        """);
    assertThat(shop.ff("apply").code()).isZero();
    Map<String, String> mistakes =
        Map.of(
            "n=x d=1 b=true t=2026-01-01",
            "key n: 'x' is no bigint (expected: a whole number such as 42)",
            "n=99999999999999999999 d=1 b=true t=2026-01-01",
            "key n: '99999999999999999999' is no bigint",
            "n= d=1 b=true t=2026-01-01",
            "key n: '' is no bigint",
            "n=1 d=1.255 b=true t=2026-01-01",
            "key d: '1.255' is no decimal(5,2) (expected: a number with at most 5 digits, 2 of",
            "n=1 d=1e999999999 b=true t=2026-01-01",
            "key d: '1e999999999' is no decimal(5,2)",
            "n=1 d=1e-999999999 b=true t=2026-01-01",
            "key d: '1e-999999999' is no decimal(5,2)",
            "n=1 d=1 b=yes t=2026-01-01",
            "key b: 'yes' is no boolean (expected: true or false)",
            "n=1 d=1 b=true t=never",
            "key t: 'never' is no timestamp (expected: such as 2026-03-01 or 2026-03-01T06:00Z)");
    mistakes.forEach(
        (keys, message) ->
            refused(shop, 1, "error: " + message, ("get typed_view " + keys).split(" ")));
  }

  @Test
  void sqlThatWrites_isRefused() {
    refused(shop, 1, "error: The SQL is not a SELECT", "sql", "DROP TABLE x");
  }

  @Test
  void sqlThatIsNoOneSelectOverTables_isRefused() {
    String notASelect = "error: The SQL is not a SELECT (expected: one SELECT; PIVOT and";
    for (String statement :
        List.of(
            "CREATE TABLE x (a INT)",
            "COPY (SELECT 1) TO 'x.csv'",
            "ATTACH 'x.db'",
            "INSTALL httpfs",
            "SET threads = 1",
            "PRAGMA version")) {
      refused(shop, 1, notASelect, "sql", statement);
    }
    refused(shop, 1, "error: The SQL has 2 statements", "sql", "SELECT 1; SELECT 2");
    refused(shop, 1, "error: The SQL has 0 statements", "sql", "");
    refused(shop, 1, "error: The SQL calls read_csv", "sql", "FROM read_csv('/etc/passwd')");
    refused(shop, 1, "error: The SQL calls getenv", "sql", "SELECT getenv('HOME')");
    refused(shop, 1, "error: The SQL reads /etc/passwd", "sql", "FROM '/etc/passwd'");
    assertThat(folder.resolve("shop/x.csv")).doesNotExist();
    assertThat(folder.resolve("shop/x.db")).doesNotExist();
  }

  @Test
  void sqlWithMistakes_isTheUsersAffair() {
    refused(
        shop,
        1,
        "error: The SQL cannot be run: Referenced column \"ad_idd\" not found in FROM clause!"
            + " Candidate bindings: ",
        "sql",
        "SELECT ad_idd FROM lake.clickstream");
    refused(
        shop,
        1,
        "error: A value does not fit its type: Conversion Error: Could not convert string 'AD-1'",
        "sql",
        "SELECT ad_id::INT FROM lake.clickstream WHERE ad_id = 'AD-1'");
    refused(shop, 1, "x.csv: there is no folder", "sql", "SELECT 1", "--out", "nowhere/x.csv");
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
        2,
        "list --output xml",
        "error: --output: 'xml' (expected: one of table, json)\nSee ff list");
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
    refused(
        1,
        "list --env prod",
        "error: Unknown environment 'prod': there is no file factory.prod.yaml (expected: no --env,"
            + " this project has no environments)");
  }

  @Test
  void environment_overridesAndAnUnknownOneListsThem(@TempDir Path other) throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    Files.writeString(
        other.resolve("shop/factory.prod.yaml"), "registry: jdbc:sqlite:.factory/prod.db\n");

    assertThat(shop.ff("apply --env prod").code()).isZero();

    assertThat(shop.ff("list").out()).contains("Nothing is applied yet");
    assertThat(shop.ff("list --env prod").out()).contains("ad_performance");
    assertThat(other.resolve("shop/.factory/prod.db")).exists();
    refused(
        shop,
        1,
        "error: Unknown environment 'prd': there is no file factory.prd.yaml (expected: one of"
            + " prod)",
        "list",
        "--env",
        "prd");
    refused(shop, 1, "Unknown environment '../prod'", "list", "--env", "../prod");
  }

  @Test
  void hashLayoutInAView_saysWhereItStands(@TempDir Path other) throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    Files.writeString(
        other.resolve("shop/factory.yaml"),
        "online: {cache: {type: redis, uri: 'redis://localhost:1'}}\n");
    Path file = other.resolve("shop/features/ads.yaml");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "keys: [ad_id, query_category]",
                """
                keys: [ad_id, query_category]
                online: [{store: cache, layout: hash, key: "ad:{ad_id}:{query_category}", field: "{feature}"}]\
                """));
    refused(
        shell.in("shop"),
        1,
        "layout: hash in the online: of a view (expected: with the store in factory.yaml",
        "apply");
  }

  @Test
  void secretsInSettings_areNotTold(@TempDir Path other) throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    Path settings = other.resolve("shop/factory.yaml");
    for (String url :
        List.of("jdbc:mysql://h/x?user=u&password=geheim", "jdbc:postgresql://u:geheim@h/x")) {
      for (String key : List.of("registry", "catalog")) {
        Files.writeString(settings, key + ": \"" + url + "\"\n");

        CommandLineDriver.Result result = shell.in("shop").ff("list");

        assertThat(result.err())
            .startsWith("error: " + key + ": jdbc:")
            .contains("***", "(expected: jdbc:sqlite:FILE, or jdbc:postgresql://HOST/DATABASE?")
            .doesNotContain("geheim");
      }
    }
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
  void planWithoutDefinitions_saysWhereTheyGo(@TempDir Path other) throws IOException {
    Files.createFile(other.resolve("factory.yaml"));

    CommandLineDriver.Result result = new CommandLineDriver(other, NOW).ff("plan");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .startsWith("There are no definitions: no YAML file below features/ defines anything (ff");
  }

  @Test
  void sqlViewThatIsNoSelect_isRefusedAtPlanAndApply(@TempDir Path other) throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    Files.writeString(
        other.resolve("shop/features/query.yaml"),
        """
        kind: feature_view
        name: q
        version: 1
        owner: me
        keys: [{name: ad_id, type: string}]
        every: 1d
        sql: "SELECT 1; SELECT 2"
        features: [{name: c, type: bigint}]
        """);

    for (String command : List.of("plan", "apply")) {
      refused(
          shell.in("shop"),
          1,
          "error: features/query.yaml:1:1: sql of q v1: The SQL has 2 statements (expected: one",
          command);
    }
    assertThat(shell.in("shop").ff("list").out()).contains("Nothing is applied yet");
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

  @Test
  void columnThatIsStoredWithAnotherType_isToldAtPlanAndApply(@TempDir Path other)
      throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    shop.ff("import clickstream data/clickstream.csv");
    shop.ff("apply");
    Path file = other.resolve("shop/features/ads.yaml");
    String text = Files.readString(file);
    int line = (int) text.substring(0, text.indexOf("  ad_id: ")).lines().count() + 1;
    Files.writeString(file, text.replace("  ad_id: string", "  ad_id: bigint"));

    for (String command : List.of("plan", "apply")) {
      refused(
          shop,
          1,
          "error: features/ads.yaml:%d:10: column ad_id of source clickstream: bigint (expected: string, as it is stored in lake.clickstream). A stored column keeps its type: declare that one and compute the other in an expr, or import into another table"
              .formatted(line),
          command);
    }

    Files.writeString(file, text);
    assertThat(shop.ff("plan").out()).contains("Nothing to do");
  }

  @Test
  void importOfFilesWithMistypedColumns_warnsOrRefuses(@TempDir Path other) throws IOException {
    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    String header = "event_id,event_timestamp,event_type,ad_id,query_category\n";
    String row = ",2026-03-09T23:00:00Z,click,AD-9,books\n";
    Files.writeString(
        other.resolve("shop/a.csv"), header.replace("event_type", "event_typ") + "1" + row);
    Files.writeString(
        other.resolve("shop/b.csv"), header.replace("event_type", "event_typ") + "2" + row);
    Files.writeString(other.resolve("shop/c.csv"), header.replace("ad_id", "adid") + "3" + row);

    CommandLineDriver.Result warned = shop.ff("import clickstream a.csv b.csv");
    assertThat(warned.code()).isZero();
    assertThat(warned.err())
        .contains(
            "warning: a.csv (and 1 other file like it) has no column 'event_type' (did you mean"
                + " 'event_typ'?), which source clickstream declares: it is NULL in all of its rows\n",
            "warning: a.csv has a column that no source declares, which the table got: event_typ\n");

    CommandLineDriver.Result refused = shop.ff("import clickstream c.csv");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("c.csv: no column 'ad_id' (did you mean 'adid'?), a key of ad_performance v1");
    assertThat(shop.ff("import clickstream data/clickstream.csv").err()).doesNotContain("warning");
  }

  @Test
  void ingestOfWhatKafkaDoesNotFeed_saysWhatIsMissing(@TempDir Path other) throws IOException {
    refused(
        1, "ingest", "No source of features/*.yaml is fed by Kafka (expected: kafka: {topics: ");

    CommandLineDriver shell = new CommandLineDriver(other, NOW);
    shell.ff("init shop");
    CommandLineDriver shop = shell.in("shop");
    Files.writeString(
        other.resolve("shop/features/contacts.yaml"),
        """
        kind: source
        name: contacts
        table: lake.contacts
        kafka: {topics: [contacts]}
        event_time: kafka_timestamp
        columns: {kafka_timestamp: timestamp}
        """);
    refused(
        shop,
        1,
        "No source feeds lake.contact from Kafka (did you mean 'contacts'?) (expected: one of contacts)",
        "ingest",
        "contact");
    refused(
        shop,
        1,
        "Unknown Kafka 'default' of the source of lake.contacts (expected: one that is declared)."
            + " Clusters are declared in factory.yaml: kafka: {default: {brokers: \"localhost:9092\"}}",
        "ingest");
    Files.writeString(
        other.resolve("shop/factory.amazon.yaml"),
        """
        kafka:
          default:
            brokers: "127.0.0.1:1"
            login: {mechanism: iam}
            properties: {default.api.timeout.ms: 500, request.timeout.ms: 500}
        """);
    refused(shop, 1, "Kafka default does not answer at 127.0.0.1:1", "ingest", "--env", "amazon");
  }
}
