package io.featurefactory.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureTestReaderTest {
  private static final Definitions EXAMPLES = Examples.read();
  private static final String CLICKS =
      """
      name: clicks and impressions of a week
      view: ad_performance
      at: 2024-01-08
      tolerance: 0.001
      defaults:
        clickstream: {event_type: impression, ad_id: A, query_category: cars}
      events:
        clickstream:
          - {event_id: 1, event_timestamp: 2024-01-07T23:59:59.999999Z, event_type: click}
          - {event_id: 2, event_timestamp: -2h}
          - {event_id: 3, event_timestamp: "2024-01-01T02:00:00+02:00", query_category: null, price: 19.9}
      expect:
        - {ad_id: A, query_category: cars, ad_ctr_7d_by_query_category: 0.333, ad_clicks_1d: 1}
        - {query_category: trucks, ad_id: B, ad_ctr_7d_by_query_category: null}
      """;

  @Test
  void read_testWithEverything_hasTypedRowsAndExpectations() {
    FeatureTest test = read(CLICKS).get(0);

    assertThat(test.name()).isEqualTo("clicks and impressions of a week");
    assertThat(test.view().id().toString()).isEqualTo("ad_performance v1");
    assertThat(test.at()).isEqualTo(Instant.parse("2024-01-08T00:00:00Z"));
    assertThat(test.tolerance()).isEqualTo(0.001);
    List<Map<String, Object>> rows = test.events().get("clickstream");
    assertThat(rows.get(0))
        .containsEntry("event_id", "1")
        .containsEntry("event_timestamp", Instant.parse("2024-01-07T23:59:59.999999Z"))
        .containsEntry("event_type", "click")
        .containsEntry("query_category", "cars")
        .containsEntry("price", null)
        .doesNotContainKey("query_norm");
    assertThat(rows.get(1))
        .containsEntry("event_timestamp", Instant.parse("2024-01-07T22:00:00Z"))
        .containsEntry("event_type", "impression");
    assertThat(rows.get(2))
        .containsEntry("event_timestamp", Instant.parse("2024-01-01T00:00:00Z"))
        .containsEntry("query_category", null)
        .containsEntry("price", new java.math.BigDecimal("19.90"));
    assertThat(test.expectations().get(0).key()).containsExactly("A", "cars");
    assertThat(test.expectations().get(0).values())
        .containsEntry("ad_ctr_7d_by_query_category", 0.333)
        .containsEntry("ad_clicks_1d", 1L);
    assertThat(test.expectations().get(1).key()).containsExactly("B", "trucks");
    assertThat(test.expectations().get(1).values())
        .containsEntry("ad_ctr_7d_by_query_category", null);
  }

  @Test
  void read_withoutBoundary_takesTheFirstAfterTheLastEvent() {
    FeatureTest test =
        read("""
                name: views
                view: ad_trend@1
                events:
                  clickstream:
                    - {event_timestamp: 2024-01-01T10:00:00Z, ad_id: A}
                    - {event_timestamp: 2024-01-01T09:59:00Z, ad_id: A}
                expect: [{ad_id: A, ad_trend_72h: 0}]
                """)
            .get(0);

    assertThat(test.at()).isEqualTo(Instant.parse("2024-01-01T11:00:00Z"));
    assertThat(test.tolerance()).isEqualTo(1e-9);
  }

  @Test
  void read_arrays_areLists() {
    FeatureTest test =
        read("""
                name: vectors
                view: seller_score
                events:
                  seller_scores:
                    - {seller_id: S, scored_at: 2024-01-01, written_at: 2024-01-01, vector: [0.5, null]}
                expect: [{seller_id: S, vector: [0.5, null], quality_score: null}]
                """)
            .get(0);

    assertThat(test.events().get("seller_scores").get(0))
        .containsEntry("vector", Arrays.asList(0.5, null));
    assertThat(test.expectations().get(0).values())
        .containsEntry("vector", Arrays.asList(0.5, null));
  }

  @Test
  void read_mistakes_tellsAllOfThem() {
    String mistakes =
        """
        name: a
        view: ad_perfomance
        events: {}
        expect: []
        ---
        view: ad_trend@2
        tolerance: much
        at: yesterday
        expct: 1
        ---
        name: b
        view: ad_trend
        at: 2024-01-08T10:30:00
        events:
          contacts: []
          clickstream:
            - {event_timestamp: 10, ad: A, query_norm: x}
            - click
        expect: [{ad_id: A}, 5]
        ---
        name: c
        view: ad_trend
        at: 2024-01-08T10:30:00
        events: {clickstream: [{event_timestamp: -1h, ad_id: A}]}
        expect: [{ad_id: A}, 5, {ad_trend_72h: 1}, {ad_id: A, trend: 1}, {ad_id: A, ad_trend_72h: up}]
        ---
        - 1
        """;

    assertThatThrownBy(() -> read(mistakes))
        .hasMessage(
            """
            tests/t.yaml:2:7: unknown view 'ad_perfomance' (did you mean 'ad_performance'?)
            tests/t.yaml:4:9: missing 'expect' (expected: a list such as [{ad_id: A, clicks_7d: 2}])
            tests/t.yaml:6:1: missing 'name' (expected: what the test shows)
            tests/t.yaml:6:1: missing 'expect' (expected: a list such as [{ad_id: A, clicks_7d: 2}])
            tests/t.yaml:6:7: unknown version of ad_trend '2' (expected: 1)
            tests/t.yaml:7:12: tolerance: 'much' (expected: a number such as 0.001)
            tests/t.yaml:8:5: at: 'yesterday' (expected: a time such as 2024-01-08T00:00:00Z)
            tests/t.yaml:9:1: unknown key 'expct' (did you mean 'expect'?)
            tests/t.yaml:15:3: unknown source 'contacts' (expected: clickstream)
            tests/t.yaml:17:25: event_timestamp: '10' (expected: a time such as 2024-01-07T10:00:00Z, or -2h for two hours before 'at')
            tests/t.yaml:17:29: unknown column 'ad' (did you mean 'ad_id'?)
            tests/t.yaml:17:36: unknown column 'query_norm' (expected: one of ad_id, event_id, event_timestamp, event_type, ingested_at, price, query, query_category, seller_id)
            tests/t.yaml:18:7: clickstream: 'click' (expected: {column: value})
            tests/t.yaml:23:5: at: 2024-01-08T10:30:00 is no boundary of ad_trend v1, which runs every 1h (expected: 2024-01-08T10:00:00Z or another multiple)
            tests/t.yaml:25:10: expects nothing (expected: a value of at least one feature of ad_trend v1)
            tests/t.yaml:25:22: expect: '5' (expected: {key: value, feature: value})
            tests/t.yaml:25:25: missing 'ad_id' (expected: a value for each key of ad_trend v1)
            tests/t.yaml:25:44: expects nothing (expected: a value of at least one feature of ad_trend v1)
            tests/t.yaml:25:55: unknown feature or key of ad_trend v1 'trend' (expected: one of ad_id, ad_trend_72h)
            tests/t.yaml:25:91: ad_trend_72h: 'up' (expected: a double)
            tests/t.yaml:27:1: test: a list (expected: keys with values, such as view: ad_performance)\
            """);
  }

  private static List<FeatureTest> read(String yaml) {
    return FeatureTestReader.read(List.of(DefinitionFile.of("tests/t.yaml", yaml)), EXAMPLES);
  }
}
