package io.featurefactory.definitions;

import static io.featurefactory.model.DataType.Primitive.BIGINT;
import static io.featurefactory.model.DataType.Primitive.DOUBLE;
import static io.featurefactory.model.DataType.Primitive.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.EventStream;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DefinitionReaderTest {
  private static final Definitions EXAMPLES = Examples.read();

  @Test
  void read_examples_findsAllOfThem() {
    assertThat(ids(EXAMPLES))
        .containsExactly(
            "source ad_events",
            "source clickstream",
            "source contacts",
            "source result_pages",
            "source seller_scores",
            "ad_ctr_by_team_query v1",
            "ad_facts v1",
            "ad_performance v1",
            "ad_trend v1",
            "category_prices v1",
            "ctr_for_others v2",
            "seller_quality v1",
            "seller_score v1",
            "service search_ranking v1");
  }

  @Test
  void read_source_hasColumnsAndRoles() {
    Source source = source("clickstream");

    assertThat(source.location()).isEqualTo(new Source.LakeTable("clickstream"));
    assertThat(source.eventTime()).isEqualTo("event_timestamp");
    assertThat(source.eventId()).isEqualTo("event_id");
    assertThat(source.landedAt()).isEqualTo("ingested_at");
    assertThat(source.findColumn("price").type()).isEqualTo(new DataType.Decimal(12, 2));
    assertThat(ExprText.of(source.findColumn("query_norm").expr()))
        .isEqualTo("(LOWER (TRIM $'query':string ' ':string):string):string");
  }

  @Test
  void read_sourceThatKafkaFeeds_hasAStream() {
    String kafka =
        """
        kind: source
        name: clicks
        table: lake.clicks
        kafka: {topics: [clicks, views], cluster: main, start: latest, commit_every: 30s,
          commit_bytes: 64MB, max_ahead: 2h, max_bad: 10%, format: avro, dead_letter_topic: bad}
        event_time: kafka_timestamp
        columns: {kafka_timestamp: timestamp}
        ---
        kind: source
        name: contacts
        table: lake.contacts
        kafka: {pattern: "contacts[.].*"}
        event_time: kafka_timestamp
        columns: {kafka_timestamp: timestamp}
        """;

    Definitions read =
        DefinitionReader.read(
            List.of(DefinitionFile.of("kafka.yaml", kafka)), Examples.ENVIRONMENT);

    assertThat(read.streams())
        .containsExactly(
            new EventStream(
                "clicks",
                "main",
                List.of("clicks", "views"),
                null,
                EventStream.Format.AVRO,
                true,
                Duration.ofSeconds(30),
                64 << 20,
                Duration.ofHours(2),
                0.1,
                "bad"),
            new EventStream(
                "contacts",
                "default",
                List.of(),
                "contacts[.].*",
                EventStream.Format.JSON,
                false,
                Duration.ofMinutes(1),
                256 << 20,
                Duration.ofDays(1),
                0.5,
                null));
  }

  @Test
  void read_unnestedFiles_hasPaths() {
    Source source = source("result_pages");

    assertThat(source.location()).isEqualTo(new Source.Files("data/dt=*/*.parquet"));
    assertThat(source.unnest()).isEqualTo("ads");
    assertThat(source.columns())
        .extracting(Source.Column::path)
        .containsExactly("shown_at", "query", "user.id", "ads.ad_id", "ads.position", "dt");
  }

  @Test
  void read_aggregatesView_hasDefaultsAndTypes() {
    FeatureView view = view("ad_performance");

    assertThat(view.keys())
        .containsExactly(
            new FeatureView.Key("ad_id", VARCHAR), new FeatureView.Key("query_category", VARCHAR));
    assertThat(view.tile()).isEqualTo(Duration.ofDays(1));
    assertThat(view.delay()).isZero();
    assertThat(view.publishDelay()).isEqualTo(Duration.ofMinutes(30));
    assertThat(view.freshWithin()).isEqualTo(Duration.ofDays(3));
    assertThat(view.online())
        .containsExactly(
            new FeatureView.OnlineTarget("default", FeatureView.Layout.PACKED, null, null));
    assertThat(view.features())
        .extracting(FeatureView.Feature::type)
        .containsExactly(DOUBLE, BIGINT);
    assertThat(view.checks()).extracting(FeatureView.Check::perRow).containsExactly(true, false);
    assertThat(view.checks().get(1).statistics())
        .containsExactly(
            new FeatureView.Statistic(
                "null_rate(ad_ctr_7d_by_query_category)",
                FeatureView.Statistic.Kind.NULL_RATE,
                "ad_ctr_7d_by_query_category"));
  }

  @Test
  void read_windows_areNamedAfterAggregateOrByThemselves() {
    Computation.Aggregation trend = (Computation.Aggregation) view("ad_trend").computation();

    assertThat(trend.aggregates().get(0).windows())
        .containsExactly(
            new Window("views_24h", Duration.ofDays(1), Duration.ZERO),
            new Window("views_before", Duration.ofDays(2), Duration.ofDays(1)));
  }

  @Test
  void read_everyAggregate_hasItsFunctionParameterAndType() {
    Computation.Aggregation prices =
        (Computation.Aggregation) view("category_prices").computation();
    DataType price = new DataType.Decimal(12, 2);
    DataType texts = new DataType.Array(VARCHAR);

    assertThat(prices.aggregates().stream().map(DefinitionReaderTest::shape))
        .containsExactly(
            "AVG 0.0 double",
            "QUANTILE 0.9 double",
            "QUANTILE 0.5 double",
            "COUNT_DISTINCT 0.0 bigint",
            "TOP_K 3.0 " + texts.displayName(),
            "LAST_N_DISTINCT 5.0 " + texts.displayName(),
            "LAST_N 5.0 " + texts.displayName(),
            "STDDEV 0.0 double",
            "VARIANCE 0.0 double",
            "SUM 0.0 decimal(38,2)",
            "MIN 0.0 " + price.displayName(),
            "MAX 0.0 " + price.displayName(),
            "FIRST 0.0 string",
            "LAST 0.0 string",
            "SLOPE 0.0 double",
            "SLOPE 0.0 double");
    assertThat(prices.aggregates().get(14).argument()).isNull();
    assertThat(prices.aggregates().get(15).argument()).isNotNull();
    assertThat(prices.aggregates().get(1).windows().get(1).lifetime()).isTrue();
    assertThat(prices.aggregates().get(14).function()).isEqualTo(AggregateFunction.SLOPE);
  }

  @Test
  void read_severalSources_eachAggregateHasItsOwn() {
    Computation.Aggregation quality =
        (Computation.Aggregation) view("seller_quality").computation();

    assertThat(quality.source()).isNull();
    assertThat(quality.aggregates())
        .extracting(Aggregate::source)
        .containsExactly("contacts", "clickstream");
  }

  @Test
  void read_sqlView_keepsTheQuery() {
    FeatureView view = view("ad_ctr_by_team_query");
    Computation.Query query = (Computation.Query) view.computation();

    assertThat(query.dialect()).isEqualTo(Computation.Dialect.DUCKDB);
    assertThat(query.window()).isEqualTo(Duration.ofDays(7));
    assertThat(query.sql()).startsWith("SELECT ad_id, query_category,\n");
    assertThat(view.features().get(0).type()).isEqualTo(DOUBLE);
  }

  @Test
  void read_tableView_isHourlyAndHasColumnsOfOneRow() {
    FeatureView facts = view("ad_facts");
    FeatureView score = view("seller_score");

    assertThat(facts.every()).isEqualTo(Duration.ofHours(1));
    assertThat(facts.computation()).isEqualTo(new Computation.Latest("ad_events", null, null));
    assertThat(((Computation.Latest) score.computation()).maxAge()).isEqualTo(Duration.ofDays(90));
    assertThat(score.features().get(1).type())
        .isEqualTo(new DataType.Array(DataType.Primitive.FLOAT));
  }

  @Test
  void read_hashLayout_hasTemplates() {
    assertThat(view("ctr_for_others").online().get(0))
        .isEqualTo(
            new FeatureView.OnlineTarget(
                "cache",
                FeatureView.Layout.HASH,
                "features:ad_id:{ad_id}",
                "ctr_7d_cat_{query_category}"));
  }

  @Test
  void read_service_pinsVersionsAndExpands() {
    FeatureService service = EXAMPLES.services().get(0).value();

    assertThat(service.members())
        .extracting(m -> m.feature().view() + "." + m.feature().feature() + "=" + m.defaultValue())
        .containsExactly(
            "ad_performance v1.ad_ctr_7d_by_query_category=null",
            "ad_trend v1.ad_trend_72h=null",
            "seller_quality v1.seller_contact_rate_30d=0.03");
    assertThat(service.resolvedKeys().get("seller_id"))
        .isEqualTo(new FeatureRef(new ViewId("ad_facts", 1), "seller_id_of_ad", VARCHAR));
    assertThat(service.derived().get(0).features())
        .containsExactly(new FeatureRef(new ViewId("category_prices", 1), "avg_price_7d", DOUBLE));
    assertThat(service.derived().get(1).expr().type()).isEqualTo(BIGINT);
  }

  @Test
  void definition_service_holdsVersionsInItsDocument() {
    Definition definition = EXAMPLES.services().get(0).definition();

    assertThat(definition.document())
        .contains(
            "\"features\":[\"ad_performance@1.ad_ctr_7d_by_query_category\","
                + "\"ad_trend@1.ad_trend_72h\","
                + "{\"feature\":\"seller_quality@1.seller_contact_rate_30d\",\"default\":0.03}]",
            "\"keys\":{\"seller_id\":\"ad_facts@1.seller_id_of_ad\"}",
            "\"views\":{\"ad_facts\":1,\"category_prices\":1}");
    assertThat(definition.uses())
        .extracting(DefinitionId::toString)
        .containsExactly(
            "ad_facts v1",
            "ad_performance v1",
            "ad_trend v1",
            "category_prices v1",
            "seller_quality v1");
  }

  @Test
  void definition_view_holdsTheColumnsOfItsSourcesThatItUses() {
    Definition definition = viewDefinition("ad_trend");

    assertThat(definition.document())
        .endsWith(
            "\"sources\":[{\"kind\":\"source\",\"name\":\"clickstream\","
                + "\"table\":\"lake.clickstream\",\"event_time\":\"event_timestamp\","
                + "\"event_id\":\"event_id\",\"landed_at\":\"ingested_at\",\"columns\":{"
                + "\"event_id\":\"string\",\"event_timestamp\":\"timestamp\","
                + "\"ingested_at\":\"timestamp\",\"event_type\":\"string\","
                + "\"ad_id\":\"string\"}}]}");
    assertThat(definition.uses()).containsExactly(DefinitionId.source("clickstream"));
    assertThat(definition.lineage())
        .extracting(Object::toString)
        .containsExactly("source clickstream.event_type -> ad_trend v1.ad_trend_72h");
  }

  @Test
  void restore_documentsOfTheRegistry_givesTheSameDefinitions() {
    List<Definition> applied = new ArrayList<>();
    EXAMPLES.sources().forEach(s -> applied.add(s.definition()));
    EXAMPLES.views().forEach(v -> applied.add(v.definition()));
    EXAMPLES.services().forEach(s -> applied.add(s.definition()));

    Definitions restored =
        DefinitionReader.restore(
            applied, new Environment(java.util.Set.of(), Duration.ofMinutes(30)));

    assertThat(ids(restored)).isEqualTo(ids(EXAMPLES));
    assertThat(restored.views().stream().map(Defined::value))
        .isEqualTo(EXAMPLES.views().stream().map(Defined::value).toList());
    assertThat(restored.sources().stream().map(Defined::value))
        .isEqualTo(EXAMPLES.sources().stream().map(Defined::value).toList());
    assertThat(restored.services().stream().map(Defined::value))
        .isEqualTo(EXAMPLES.services().stream().map(Defined::value).toList());
    assertThat(restored.views().stream().map(v -> v.definition().meaningHash()))
        .isEqualTo(EXAMPLES.views().stream().map(v -> v.definition().meaningHash()).toList());
  }

  @Test
  void read_serviceOnViewOfTheRegistry_usesIt() {
    List<Definition> applied = List.of(viewDefinition("ad_trend"));
    DefinitionFile service =
        DefinitionFile.of(
            "features/s.yaml",
            """
            kind: feature_service
            name: small
            version: 1
            features: [ad_trend.*]
            """);

    Definitions read = DefinitionReader.read(List.of(service), applied, Examples.ENVIRONMENT);

    assertThat(ids(read)).containsExactly("service small v1");
    assertThat(read.services().get(0).value().members().get(0).feature().view())
        .isEqualTo(new ViewId("ad_trend", 1));
  }

  private static String shape(Aggregate aggregate) {
    return aggregate.function()
        + " "
        + aggregate.parameter()
        + " "
        + aggregate.type().displayName();
  }

  private static List<String> ids(Definitions definitions) {
    return Stream.of(definitions.sources(), definitions.views(), definitions.services())
        .flatMap(List::stream)
        .map(defined -> ((Defined<?>) defined).definition().id().toString())
        .toList();
  }

  private static Source source(String name) {
    return EXAMPLES.sources().stream()
        .map(Defined::value)
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static FeatureView view(String name) {
    return EXAMPLES.views().stream()
        .map(Defined::value)
        .filter(view -> view.id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Definition viewDefinition(String name) {
    return EXAMPLES.views().stream()
        .map(Defined::definition)
        .filter(definition -> definition.id().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
