package io.featurefactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.compute.FeatureEngine;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.compute.Holder;
import io.featurefactory.compute.LocalScheduler;
import io.featurefactory.definitions.DefinitionFile;
import io.featurefactory.definitions.DefinitionReader;
import io.featurefactory.definitions.Environment;
import io.featurefactory.definitions.SettingsReader;
import io.featurefactory.lake.ImportOptions;
import io.featurefactory.lake.ImportProgress;
import io.featurefactory.lake.ImportReport;
import io.featurefactory.lake.Importer;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sql views in the dialect of Spark. */
class SparkScriptsTest {
  private static final List<Instant> BOUNDARIES =
      Stream.of("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05")
          .map(day -> Instant.parse(day + "T00:00:00Z"))
          .toList();

  /** As a team writes it that has only ever had Spark. */
  private static final String TWO_STEPS =
      """
      -- impressions and clicks; then the ratio
      CREATE OR REPLACE TEMPORARY VIEW per_day AS
      SELECT
          ad_id,
          query_category,
          CAST(seen AS DATE) AS day, /* ; */
          SUM(CASE WHEN kind = 'click' THEN 1 ELSE 0 END) AS clicks,
          SUM(CASE WHEN kind = 'impression' THEN 1 ELSE 0 END) AS impressions
      FROM raw_clickstream
      WHERE seen >= :window_start AND seen < :window_end
      GROUP BY ad_id, query_category, CAST(seen AS DATE);

      SELECT ad_id, query_category, SUM(clicks) / %s AS ctr
      FROM per_day
      GROUP BY ad_id, query_category;
      """;

  private static final String IN_DUCKDB =
      """
      SELECT ad_id, query_category,
        count(*) FILTER (WHERE kind = 'click') / nullif(count(*) FILTER (WHERE kind = 'impression'), 0) AS ctr
      FROM lake.raw_clickstream
      WHERE seen >= :window_start AND seen < :window_end
      GROUP BY ALL
      """;

  @TempDir static Path folder;
  private static LocalSpark spark;
  private static Warehouse warehouse;
  private static SourceInputs inputs;

  @BeforeAll
  static void start() throws IOException {
    spark = new LocalSpark(folder);
    warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC());
    inputs = SourceInputs.of(warehouse, spark.kernel(), folder);
    land(
        "raw_clickstream",
        """
        seen,ad_id,query_category,kind
        2026-03-01T10:00:00Z,a,phones,impression
        2026-03-01T10:00:01Z,a,phones,impression
        2026-03-01T11:00:00Z,a,phones,click
        2026-03-02T00:00:00Z,b,phones,impression
        2026-03-02T09:00:00Z,a,cars,impression
        2026-03-03T09:00:00Z,c,cars,click
        2026-03-04T23:59:59.999999Z,a,phones,impression
        """);
    land("categories", "category,parent\nphones,things\ncars,machines\n");
  }

  @AfterAll
  static void stop() {
    warehouse.close();
    spark.close();
  }

  private static void land(String table, String csv) throws IOException {
    Path file = Files.writeString(folder.resolve(table + ".csv"), csv);
    ImportReport report =
        new Importer(warehouse, spark.kernel(), Clock.systemUTC())
            .importFiles(
                table, List.of(), List.of(file), ImportOptions.defaults(), ImportProgress.NONE);
    assertThat(report.files(ImportReport.Status.IMPORTED)).hasSize(1);
  }

  private static FeatureView view(String name, String dialect, String sql) {
    String yaml =
        """
        kind: feature_view
        name: %s
        version: 1
        owner: you@example.com
        description: A ratio
        keys: [ad_id, query_category]
        every: 1d
        window: 2d
        dialect: %s
        sql: |
        %s
        features: [{name: ctr, type: double}]
        """
            .formatted(name, dialect, sql.indent(2));
    return DefinitionReader.read(
            List.of(DefinitionFile.of("features/" + name + ".yaml", yaml)),
            List.of(),
            Environment.of(SettingsReader.read(List.of(), variable -> null)))
        .views()
        .get(0)
        .value();
  }

  private static FeatureEngine engine(FeatureView view) {
    String name = view.id().name();
    return FeatureEngine.of(
        inputs,
        spark.scheduler(),
        spark.scheduler(),
        view,
        Map.of(),
        new ViewTables(null, name + "_log", name + "_state"),
        new Holder(name, 1));
  }

  private static List<String> log(String name) {
    LakeTable log =
        warehouse.loadTable(
            FeatureTables.log(new ViewTables(null, name + "_log", name + "_state")));
    try (KernelSession session = spark.kernel().session()) {
      return session.query(
          "SELECT * FROM %s ORDER BY ALL".formatted(log.relation(log.files(log.currentSnapshot()))),
          row -> row.values().toString());
    }
  }

  @Test
  void run_twoStatements_makeTheLogOfTheSameQueryInDuckDb() {
    engine(view("scripted", "spark", TWO_STEPS.formatted("nullif(SUM(impressions), 0)")))
        .run(BOUNDARIES);
    engine(view("plain", "duckdb", IN_DUCKDB)).run(BOUNDARIES);

    assertThat(log("scripted")).hasSizeGreaterThan(5).isEqualTo(log("plain"));
    assertThat(folder.resolve("warehouse/exchange"))
        .satisfiesAnyOf(
            all -> assertThat(all).doesNotExist(), all -> assertThat(all).isEmptyDirectory());
  }

  @Test
  void run_divisionByZero_namesTheKeyAndWhatToWrite() {
    FeatureEngine engine =
        engine(view("divides", "spark", TWO_STEPS.formatted("SUM(impressions)")));

    assertThat(engine.run(BOUNDARIES.subList(0, 2)).logged()).hasSize(2);
    assertThatThrownBy(() -> engine.run(BOUNDARIES.subList(2, 3)))
        .isInstanceOfSatisfying(
            FactoryException.class, e -> assertThat(e.kind()).isEqualTo(FactoryException.Kind.DATA))
        .hasMessage(
            "The sql of divides v1 cannot run: it divides by zero for ad_id=c, query_category=cars. Write a /"
                + " nullif(b, 0), or try_divide(a, b), for a / b: then the value is NULL");
  }

  @Test
  void run_dimensionTable_isJoined() {
    engine(
            view(
                "joined",
                "spark",
                """
                SELECT ad_id, parent AS query_category, CAST(count(*) AS DOUBLE) AS ctr
                FROM lake.raw_clickstream JOIN lake.categories ON query_category = category
                WHERE seen < :boundary
                GROUP BY ad_id, parent
                """))
        .run(BOUNDARIES.subList(0, 1));

    assertThat(log("joined")).singleElement().asString().contains("a, things").contains("3.0");
  }

  @Test
  void run_mistakes_areToldWithWhereTheyAre() {
    refused("SELECT ad_idd, query_category, 1D AS ctr FROM raw_clickstream", "ad_idd", "ad_id");
    refused(
        "SELECT 1 AS ctr FROM lake.clicks",
        "reads lake.clicks, which is not known",
        "lake.raw_clickstream");
    refused("SELECT 1 +", "PARSE_SYNTAX_ERROR");
    refused(
        "SELECT ad_id, query_category, 'x' AS ctr FROM raw_clickstream", "column ctr is VARCHAR");
    refused("CREATE TABLE t AS SELECT 1; SELECT 1", "CREATE TABLE t AS SELECT 1", "TEMPORARY VIEW");
    refused("DROP TABLE t", "ends with: DROP TABLE t", "expected: a query");
    refused("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "PARSE_SYNTAX_ERROR");
  }

  private static void refused(String sql, String... words) {
    assertThatThrownBy(() -> engine(view("wrong", "spark", sql)).run(BOUNDARIES.subList(0, 1)))
        .isInstanceOfSatisfying(
            FactoryException.class,
            e -> assertThat(e.kind()).as(sql).isEqualTo(FactoryException.Kind.USER))
        .hasMessageContainingAll(words)
        .hasMessageStartingWith("The sql of wrong v1");
  }

  @Test
  void run_withoutSpark_saysHowToHaveOne() {
    FeatureView view = view("alone", "spark", "SELECT 1");
    assertThatThrownBy(
            () ->
                FeatureEngine.of(
                        inputs,
                        new LocalScheduler(spark.kernel()),
                        view,
                        Map.of(),
                        new ViewTables(null, "alone_log", "alone_state"),
                        new Holder("alone", 1))
                    .run(BOUNDARIES.subList(0, 1)))
        .hasMessageContaining("Say engine: spark in factory.yaml");
  }
}
