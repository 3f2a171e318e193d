package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FeastFaceTest {
  @RegisterExtension static final HttpMarket market = new HttpMarket();

  @Test
  void lookup_listedFeatures_hasItsShape() throws Exception {
    String body =
        market
            .post(
                "/get-online-features",
                """
                {"features": ["ads:clicks", "users:taste"], "full_feature_names": true,
                 "entities": {"ad_id": ["A1", "A3"], "user_id": ["U1", "U9"]}}""")
            .body();

    assertThat(body)
        .isEqualTo(
            """
            {"metadata":{"feature_names":["ad_id","user_id","ads__clicks","users__taste"]},"results":[\
            {"values":["A1","A3"],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":["U1","U9"],"statuses":["PRESENT","PRESENT"],"event_timestamps":["1970-01-01T00:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":[10,0],"statuses":["PRESENT","PRESENT"],"event_timestamps":["2026-03-02T00:00:00Z","1970-01-01T00:00:00Z"]},\
            {"values":["bikes",null],"statuses":["PRESENT","NOT_FOUND"],"event_timestamps":["2026-03-02T00:00:00Z","1970-01-01T00:00:00Z"]}]}""");
  }

  @Test
  void lookup_badRequests_are4xx() throws Exception {
    String entities = ", \"entities\": {\"ad_id\": [\"A1\"]}}";
    assertRefused("{\"features\": [\"clicks\"]" + entities, 400, "features: 'clicks'");
    assertRefused(
        "{\"features\": [\"ads:click\"]" + entities,
        400,
        "View ads has no feature 'click' (did you");
    assertRefused("{\"features\": [\"adz:clicks\"]" + entities, 404, "no such view: adz");
    assertRefused("{\"features\": []" + entities, 400, "features: an empty list");
    assertRefused(
        "{\"features\": [\"ads:clicks\"], \"entities\": {}}", 400, "features needs ad_id");
    assertRefused("{\"features\": \"ads:clicks\"" + entities, 400, "features: 'ads:clicks'");
    assertRefused("{" + entities.substring(2), 400, "None of feature_service, features");
  }

  /** What a client of Feast relies on, for whatever it asks. */
  @Test
  void lookup_aThousandRandomRequests_getAnswersInItsShape() throws Exception {
    Random random = new Random(5);
    List<String> features = List.of("ads:clicks", "ads:seller_id", "users:taste");
    Set<String> statuses = Set.of("PRESENT", "NOT_FOUND", "NULL_VALUE", "OUTSIDE_MAX_AGE");
    for (int i = 0; i < 1_000; i++) {
      int rows = random.nextInt(5);
      boolean service = random.nextBoolean();
      List<String> asked = features.subList(0, 1 + random.nextInt(3));
      List<String> entities = new ArrayList<>(List.of("ad_id"));
      if (service || asked.contains("users:taste")) {
        entities.add("user_id");
      }
      StringBuilder body = new StringBuilder("{");
      body.append(
          service
              ? "\"feature_service\": \"ranking\""
              : "\"features\": [\"" + String.join("\", \"", asked) + "\"]");
      body.append(", \"entities\": {");
      if (service) {
        body.append("\"bonus\": ").append(column(random, rows, "1", "2", "null")).append(", ");
      }
      for (int e = 0; e < entities.size(); e++) {
        String name = entities.get(e);
        String values = column(random, rows, "\"A1\"", "\"A2\"", "\"U1\"", "null");
        body.append(e > 0 ? ", " : "").append("\"" + name + "\": " + values);
      }
      body.append("}}");

      HttpResponse<String> answer = market.post("/get-online-features", body.toString());

      assertThat(answer.statusCode()).as("%s %s", body, answer.body()).isEqualTo(200);
      Map<String, @Nullable Object> json =
          JsonText.object(answer.body().getBytes(StandardCharsets.UTF_8));
      List<?> names = (List<?>) ((Map<?, ?>) json.get("metadata")).get("feature_names");
      List<?> results = (List<?>) json.get("results");
      int columns = service ? 3 + 5 : entities.size() + asked.size();
      assertThat(names).hasSize(columns).doesNotHaveDuplicates();
      assertThat(results).hasSize(columns);
      for (Object result : results) {
        Map<?, ?> column = (Map<?, ?>) result;
        assertThat((List<?>) column.get("values")).hasSize(rows);
        assertThat((List<?>) column.get("statuses"))
            .hasSize(rows)
            .allSatisfy(status -> assertThat(statuses).contains(status.toString()));
        List<?> times = (List<?>) column.get("event_timestamps");
        assertThat(times).hasSize(rows).allSatisfy(t -> Instant.parse(t.toString()));
      }
    }
  }

  private static String column(Random random, int rows, String... choices) {
    List<String> values = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      values.add(choices[random.nextInt(choices.length)]);
    }
    return "[" + String.join(", ", values) + "]";
  }

  private void assertRefused(String body, int status, String message) throws Exception {
    HttpResponse<String> answer = market.post("/get-online-features", body);
    assertThat(answer.body()).as(body).contains(message);
    assertThat(answer.statusCode()).isEqualTo(status);
  }
}
