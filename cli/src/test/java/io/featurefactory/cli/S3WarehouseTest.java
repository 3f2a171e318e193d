package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.CommandLineDriver.Result;
import io.featurefactory.testkit.servers.PostgresServer;
import io.featurefactory.testkit.servers.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project whose warehouse is in S3, with catalog and registry in PostgreSQL, does what one in a
 * folder does.
 */
final class S3WarehouseTest {
  private static final Instant NOW = Instant.parse("2026-03-05T08:00:00Z");
  private static final Instant LATER = Instant.parse("2026-03-06T08:00:00Z");

  private static final String DEFINITIONS =
      """
      kind: source
      name: clicks
      table: lake.clicks
      event_time: seen
      columns: {seen: timestamp, ad_id: string, n: bigint}
      ---
      kind: feature_view
      name: plain
      version: 1
      owner: you@example.com
      description: By aggregates
      source: clicks
      keys: [ad_id]
      every: 1d
      aggregates: [{name: n, expr: sum(n), windows: [2d]}]
      features: [{name: n, expr: n_2d}]
      ---
      kind: feature_view
      name: queried
      version: 1
      owner: you@example.com
      description: By a query
      keys: [ad_id]
      every: 1d
      window: 2d
      sql: |
        SELECT ad_id, sum(n) AS n FROM lake.clicks
        WHERE seen >= :window_start AND seen < :window_end
        GROUP BY ad_id
      features: [{name: n, type: bigint}]
      ---
      kind: feature_service
      name: ranking
      version: 1
      owner: you@example.com
      features: [plain.n]
      """;

  @TempDir static Path folder;
  private static S3Server s3;

  @BeforeAll
  static void start() {
    s3 = S3Server.start(folder.resolve("s3"));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  private static CommandLineDriver project(String name, String settings) throws IOException {
    Path project = Files.createDirectories(folder.resolve(name));
    Files.writeString(project.resolve("factory.yaml"), settings);
    Files.createDirectories(project.resolve("features"));
    Files.writeString(project.resolve("features/all.yaml"), DEFINITIONS);
    Files.writeString(
        project.resolve("1.csv"),
        """
        seen,ad_id,n
        2026-03-01T10:00:00Z,a,1
        2026-03-02T10:00:00Z,b,2
        2026-03-04T10:00:00Z,a,4
        """);
    Files.writeString(
        project.resolve("2.csv"),
        """
        seen,ad_id,n
        2026-03-03T10:00:00Z,b,8
        2026-03-05T10:00:00Z,c,16
        """);
    Files.writeString(
        project.resolve("spine.csv"),
        """
        ad_id,at
        a,2026-03-04T12:00:00Z
        b,2026-03-06T07:00:00Z
        c,2026-03-06T09:00:00Z
        """);
    return new CommandLineDriver(project, NOW);
  }

  private static String inS3(String secret) {
    return """
    warehouse: s3://%s/shop
    s3: {endpoint: "%s", region: us-east-1, access_key: %s, secret_key: %s}
    """
        .formatted(S3Server.BUCKET, s3.uri(), S3Server.ACCESS_KEY, secret);
  }

  /** What the commands say, without the time that they took. */
  private static String life(CommandLineDriver now) {
    CommandLineDriver later = now.at(LATER);
    StringBuilder said = new StringBuilder();
    Stream.of(
            now.ff("import clicks 1.csv"),
            now.ff("apply"),
            now.ff("backfill --from 2026-03-01"),
            now.ff("import clicks 2.csv"),
            later.ff("run"),
            later.ff("verify"),
            later.ff("get plain ad_id=b"),
            later.ff("train ranking --spine spine.csv --time at --out set.csv"),
            later.ff("train ranking --spine spine.csv --time at --out lake.set"),
            sql(later, "SELECT * FROM lake.set ORDER BY ALL"),
            sql(later, "SELECT * FROM log.plain_v1_log ORDER BY ALL"),
            sql(later, "SELECT * FROM log.queried_v1_log ORDER BY ALL"))
        .forEach(result -> said.append(succeeded(result).out().replaceAll("took .*", "")));
    return said.toString();
  }

  private static Result sql(CommandLineDriver driver, String query) {
    return driver.ff("sql", query);
  }

  private static Result succeeded(Result result) {
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  @Test
  void project_onServers_doesWhatOneInAFolderDoes() throws IOException {
    try (PostgresServer postgres = PostgresServer.start()) {
      String database = postgres.createDatabase("shop");
      String databases = "catalog: \"%1$s\"\nregistry: \"%1$s\"\n".formatted(database);
      CommandLineDriver remote = project("remote", inS3(S3Server.SECRET_KEY) + databases);

      String said = life(remote);

      assertThat(said).isEqualTo(life(project("local", "")));
      Files.writeString(folder.resolve("remote/factory.taken.yaml"), "lease: 20s\n");
      Result demo = remote.ff("demo --env taken --events 1000 --days 3");
      assertThat(demo.code()).isEqualTo(1);
      assertThat(demo.err()).contains("has definitions already", "Nothing was changed");
      assertThat(folder.resolve("remote/ff-demo")).doesNotExist();
    }
    assertThat(folder.resolve("remote/.factory/catalog.db")).doesNotExist();
    assertThat(folder.resolve("remote/.factory/registry.db")).doesNotExist();
    assertThat(folder.resolve("remote/set.csv"))
        .hasSameTextualContentAs(folder.resolve("local/set.csv"));
    assertThat(s3.object("shop/log/plain_v1_log/metadata")).isNotEmptyDirectory();
    assertThat(folder.resolve("remote/.factory/warehouse")).doesNotExist();
    assertThat(folder.resolve("remote/.factory/spill")).isEmptyDirectory();
  }

  @Test
  void wrongSecret_isToldWithTheWayOut_andNothingIsLost() throws IOException {
    CommandLineDriver driver = project("refused", inS3("wrong").replace("/shop", "/other"));

    Result refused = driver.ff("import clicks 1.csv");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .contains("Cannot reach table lake.clicks")
        .contains("Check s3: in factory.yaml")
        .doesNotContain("\tat ");
    Files.writeString(
        folder.resolve("refused/factory.yaml"),
        inS3(S3Server.SECRET_KEY).replace("/shop", "/other"));
    assertThat(succeeded(driver.ff("import clicks 1.csv")).out()).contains("imported");
  }

  @Test
  void fileThatIsGone_isNamedWithItsTable() throws IOException {
    CommandLineDriver driver = project("gone", inS3(S3Server.SECRET_KEY).replace("/shop", "/gone"));
    succeeded(driver.ff("import clicks 1.csv"));
    Path data = s3.object("gone/lake/clicks/data");
    List<Path> files;
    try (Stream<Path> all = Files.walk(data)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }

    Result failed = sql(driver, "SELECT * FROM lake.clicks");

    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).contains("s3://lake/gone/lake/clicks/data/").contains("missing");
  }
}
