package io.featurefactory.online.redis;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What signs for somebody at AWS.
 *
 * @param session of temporary keys; null for lasting ones
 */
record AwsKeys(String id, String secret, @Nullable String session) {

  /** Those that environment variables hold. */
  static AwsKeys of(String store, Function<String, @Nullable String> environment) {
    String id = environment.apply("AWS_ACCESS_KEY_ID");
    String secret = environment.apply("AWS_SECRET_ACCESS_KEY");
    if (id == null || id.isEmpty() || secret == null || secret.isEmpty()) {
      throw RedisErrors.noAwsKeys(store);
    }
    String session = environment.apply("AWS_SESSION_TOKEN");
    return new AwsKeys(id, secret, session == null || session.isEmpty() ? null : session);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "AwsKeys[" + id + "]";
  }
}
