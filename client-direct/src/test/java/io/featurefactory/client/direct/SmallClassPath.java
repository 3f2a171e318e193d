package io.featurefactory.client.direct;

import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureRequest;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.online.redis.RedisOnlineStore;
import io.featurefactory.online.redis.RedisSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What a search service does, to be run on a class path as small as its own. */
public final class SmallClassPath {
  private SmallClassPath() {}

  /** The matrix of two ads of the market, as a text; waiting and not. */
  public static String lookUp(String uri, byte[] plan) {
    try (OnlineStore redis =
            RedisOnlineStore.open(
                "default", "market", RedisSettings.server(uri), Clock.systemUTC());
        DirectClient client =
            DirectClient.builder()
                .plan("ranking.plan", plan)
                .store(redis)
                .within(Duration.ofMinutes(1))
                .build()) {
      FeatureRequest request =
          FeatureRequest.of("ranking")
              .each("ad_id", List.of("A1", "A2"))
              .same("user_id", "U1")
              .same("bonus", 1)
              .withDetails();
      FeatureAnswer answer = client.lookup(request);
      if (!answer.isComplete()) {
        return String.valueOf(answer.failure());
      }
      return Arrays.toString(answer.matrix())
          + Arrays.toString(client.lookupAsync(request).join().matrix());
    }
  }
}
