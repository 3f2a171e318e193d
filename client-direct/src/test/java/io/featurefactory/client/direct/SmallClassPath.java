package io.featurefactory.client.direct;

import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureRequest;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.online.dynamodb.DynamoDbOnlineStore;
import io.featurefactory.online.dynamodb.DynamoDbSettings;
import io.featurefactory.online.redis.RedisOnlineStore;
import io.featurefactory.online.redis.RedisSettings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What a search service does, to be run on a class path as small as its own. */
public final class SmallClassPath {
  private SmallClassPath() {}

  /**
   * The matrix of two ads of the market, as a text; waiting and not.
   *
   * @param place the URI of a Redis; or the endpoint of a DynamoDB, a blank, and a table
   */
  public static String lookUp(String place, byte[] plan) {
    try (OnlineStore store = open(place);
        DirectClient client =
            DirectClient.builder()
                .plan("ranking.plan", plan)
                .store(store)
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

  static OnlineStore open(String place) {
    return place.startsWith("redis:") ? Redis.open(place) : Dynamo.open(place);
  }

  /** Loaded only where Lettuce is there. */
  private static final class Redis {
    static OnlineStore open(String uri) {
      return RedisOnlineStore.open("default", "market", RedisSettings.server(uri));
    }
  }

  /** Loaded only where the AWS SDK is there. */
  private static final class Dynamo {
    static OnlineStore open(String place) {
      String[] parts = place.split(" ", 2);
      DynamoDbSettings settings =
          DynamoDbSettings.of("eu-west-1", parts[1])
              .withEndpoint(URI.create(parts[0]))
              .withTimeout(Duration.ofSeconds(20)); // a busy Dynalite is slow
      return DynamoDbOnlineStore.open("default", "market", settings, Clock.systemUTC());
    }
  }
}
