package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.serving.CacheSettings;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServiceLookup;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LookupServerTest {
  @RegisterExtension static final HttpMarket market = new HttpMarket();

  @Test
  void lookup_ofAPage_isColumnsWithStatusesAndRuns() throws Exception {
    HttpResponse<String> answer = market.post("/v1/lookup", HttpMarket.PAGE);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            {"service":"ranking","version":3,"asked_at":"2026-03-02T02:00:00Z","rows":2,"complete":true,\
            "features":[\
            {"name":"ads.clicks","values":[10,0],"statuses":["PRESENT","EMPTY"]},\
            {"name":"sellers.rate","values":[0.25,0.5],"statuses":["PRESENT","EMPTY"]},\
            {"name":"users.taste","values":["bikes","bikes"],"statuses":["PRESENT","PRESENT"]},\
            {"name":"clicks_and_bonus","values":[11,1],"statuses":["PRESENT","EMPTY"]},\
            {"name":"rate_and_bonus","values":[1.25,1.5],"statuses":["PRESENT","EMPTY"]}],\
            "views":[\
            {"view":"ads","version":1,"store":"default","run":7,"watermark":"2026-03-02T00:00:00Z","age_seconds":7200,"behind":false},\
            {"view":"sellers","version":1,"store":"default","run":5,"watermark":"2026-03-02T00:00:00Z","age_seconds":7200,"behind":false},\
            {"view":"users","version":1,"store":"default","run":6,"watermark":"2026-03-02T00:00:00Z","age_seconds":7200,"behind":false}]}""");
  }

  @Test
  void lookup_withDetails_tellsRunsAndTimesOfChange() throws Exception {
    String body =
        market.post("/v1/lookup", HttpMarket.PAGE.replace("}}", "}, \"details\": true}")).body();

    assertThat(body)
        .contains("\"runs\":[7,7],\"changed_at\":[\"2026-03-02T00:00:00Z\",null]")
        .contains("\"runs\":[6,6]");
  }

  @Test
  void lookup_ofAView_hasItsFeatures() throws Exception {
    String body =
        market
            .post("/v1/lookup", "{\"view\": \"users\", \"entities\": {\"user_id\": \"U1\"}}")
            .body();

    assertThat(body).contains("\"name\":\"users.taste\",\"values\":[\"bikes\"]");
  }

  @Test
  void lookup_storeThatFails_isAnAnswerThatSaysSo() throws Exception {
    market.before(
        () -> {
          throw new FactoryException(Kind.EXTERNAL, "the store is down");
        });

    HttpResponse<String> answer = market.post("/v1/lookup", HttpMarket.PAGE);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"complete\":false")
        .contains("\"values\":[null,null],\"statuses\":[\"ERROR\",\"ERROR\"]")
        .contains("\"error\":\"the store is down\"");
  }

  @Test
  void lookup_deadlineOfTheRequest_holds() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    market.before(() -> HttpMarket.await(hanging));
    try {
      long start = System.nanoTime();
      String body =
          market.post("/v1/lookup", HttpMarket.PAGE.replace("}}", "}, \"within_ms\": 20}")).body();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      assertThat(body).containsPattern("default gave no answer within 1?[0-9] ms");
    } finally {
      hanging.countDown();
    }
  }

  @Test
  void lookup_numbersAndTexts_keepAllDigits() throws Exception {
    String body =
        market
            .post(
                "/v1/lookup",
                HttpMarket.PAGE.replace("\"bonus\": 1", "\"bonus\": 9223372036854775797"))
            .body();

    assertThat(body).contains("\"name\":\"clicks_and_bonus\",\"values\":[9223372036854775807,");
  }

  @Test
  void services_tellWhatTheyAskAndAnswer() throws Exception {
    String body = market.get("/v1/services").body();

    assertThat(body)
        .contains("\"service\":\"ranking\",\"version\":3")
        .contains("{\"name\":\"seller_id\",\"type\":\"string\",\"role\":\"RESOLVED_KEY\"}")
        .contains("{\"name\":\"bonus\",\"type\":\"bigint\",\"role\":\"INPUT\"}")
        .contains("{\"name\":\"rate_and_bonus\",\"type\":\"double\"}");
  }

  @Test
  void metrics_ofACache_tellOfItsUse() throws Exception {
    CacheSettings cache = new CacheSettings(1 << 20, Duration.ofMinutes(1));
    try (ServiceLookup lookup = new ServiceLookup(name -> market.store(), HttpMarket.CLOCK, cache);
        LookupServer own = market.start(0, lookup)) {
      for (int i = 0; i < 2; i++) {
        market.post(own, "/v1/lookup", HttpMarket.PAGE);
      }

      assertThat(market.get(own, "/metrics").body())
          .contains("ff_row_cache_hits_total 4.0", "ff_row_cache_misses_total 4.0")
          .containsPattern("ff_row_cache_bytes [1-9]");
    }
  }

  @Test
  void metrics_countWhatValuesWereWorth() throws Exception {
    try (LookupServer own = market.start(0)) {
      market.post(own, "/v1/lookup", HttpMarket.PAGE);

      assertThat(market.get(own, "/metrics").body())
          .contains("ff_lookup_keys_total{status=\"present\",view=\"ads@1\"} 1.0")
          .contains("ff_lookup_keys_total{status=\"empty\",view=\"ads@1\"} 1.0")
          .contains("ff_view_age_seconds{view=\"ads@1\"} 7200.0")
          .contains("ff_lookup_stage_seconds_count{service=\"ranking@3\",stage=\"read\"} 1")
          .contains("stage=\"compute\",le=\"0.001\"}")
          .contains("ff_http_request_duration_seconds_count");
    }
  }

  @Test
  void healthAndDocs_areThere() throws Exception {
    assertThat(market.get("/health").statusCode()).isEqualTo(200);
    assertThat(market.get("/docs/").body()).contains("<html");
    assertThat(market.get("/docs/specification.json").body())
        .contains("/v1/lookup")
        .contains("/get-online-features");
    String ranking =
        "\": \"ranking\", \"entities\": {\"ad_id\": [\"1\"], \"user_id\": [\"1\"], \"bonus\": [1]}}";
    assertThat(market.post("/v1/lookup", "{\"service" + ranking).statusCode()).isEqualTo(200);
    assertThat(AnswerWriter.example("service", ServedMarket.plan()))
        .isEqualTo(
            "{\"service\":\"ranking\",\"entities\":{\"ad_id\":[\"1\",\"2\"],\"user_id\":[\"1\",\"2\"],\"bonus\":[1,2]}}");
  }
}
