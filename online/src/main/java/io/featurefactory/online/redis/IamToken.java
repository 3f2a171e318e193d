package io.featurefactory.online.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The password by which a user of ElastiCache connects with IAM: the signed URL of a request that
 * is never sent, without its scheme ("Authenticating with IAM" in Amazon's documentation).
 */
final class IamToken {
  static final Duration VALID = Duration.ofMinutes(15);

  private IamToken() {}

  static String of(RedisLogin.Iam login, AwsKeys keys, Instant now) {
    Map<String, String> parameters =
        new TreeMap<>(Map.of("Action", "connect", "User", login.user()));
    if (login.serverless()) {
      parameters.put("ResourceType", "ServerlessCache");
    }
    String query =
        new SignatureV4(keys, login.region(), "elasticache")
            .query(login.cluster(), "/", parameters, SignatureV4.digest(""), now, VALID);
    return login.cluster() + "/?" + query;
  }
}
