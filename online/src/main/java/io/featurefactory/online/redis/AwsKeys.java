package io.featurefactory.online.redis;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What signs for somebody at AWS.
 *
 * @param session of temporary keys; null for lasting ones
 */
record AwsKeys(String id, String secret, @Nullable String session) {

  /** Those that the chain of the AWS SDK finds at the moment. */
  static AwsKeys of(String store, AwsCredentialsProvider chain) {
    try {
      AwsCredentials found = chain.resolveCredentials();
      return new AwsKeys(
          found.accessKeyId(),
          found.secretAccessKey(),
          found instanceof AwsSessionCredentials temporary ? temporary.sessionToken() : null);
    } catch (SdkException e) {
      throw RedisErrors.noAwsKeys(store, e);
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "AwsKeys[" + id + "]";
  }
}
