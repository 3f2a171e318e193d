package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Held against the examples in Amazon's documentation. */
final class SignatureV4Test {
  @Test
  void signingKey_exampleOfAmazon_isTheSame() {
    AwsKeys keys = new AwsKeys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);

    byte[] key = new SignatureV4(keys, "us-east-1", "iam").signingKey("20150830");

    assertThat(HexFormat.of().formatHex(key))
        .isEqualTo("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
  }

  @Test
  void query_exampleOfAmazon_hasTheSameSignature() {
    AwsKeys keys =
        new AwsKeys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", null);

    String query =
        new SignatureV4(keys, "us-east-1", "s3")
            .query(
                "examplebucket.s3.amazonaws.com",
                "/test.txt",
                Map.of(),
                "UNSIGNED-PAYLOAD",
                Instant.parse("2013-05-24T00:00:00Z"),
                Duration.ofDays(1));

    assertThat(query)
        .isEqualTo(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature="
                + "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
  }

  @Test
  void token_ofElastiCache_isAUrlWithoutScheme() {
    AwsKeys keys = new AwsKeys("AKID", "secret", "session/+=");
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    RedisLogin.Iam login = new RedisLogin.Iam("features", "shop-cache", "eu-west-1", false);

    assertThat(IamToken.of(login, keys, now))
        .matches(
            "shop-cache/\\?Action=connect&User=features&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                + "&X-Amz-Credential=AKID%2F20260301%2Feu-west-1%2Felasticache%2Faws4_request"
                + "&X-Amz-Date=20260301T120000Z&X-Amz-Expires=900"
                + "&X-Amz-Security-Token=session%2F%2B%3D&X-Amz-SignedHeaders=host"
                + "&X-Amz-Signature=[0-9a-f]{64}");
    RedisLogin.Iam serverless = new RedisLogin.Iam("features", "shop-cache", "eu-west-1", true);
    assertThat(IamToken.of(serverless, keys, now))
        .startsWith("shop-cache/?Action=connect&ResourceType=ServerlessCache&User=features&");
  }

  @Test
  void keys_ofTheSdk_areTaken() {
    AwsSessionCredentials temporary = AwsSessionCredentials.create("AKID", "hidden", "session");

    AwsKeys keys = AwsKeys.of("cache", () -> temporary);

    assertThat(keys).isEqualTo(new AwsKeys("AKID", "hidden", "session"));
    assertThat(keys.toString()).doesNotContain("hidden");
    assertThatThrownBy(
            () ->
                AwsKeys.of(
                    "cache",
                    () -> {
                      throw SdkClientException.create("none");
                    }))
        .isInstanceOf(FactoryException.class)
        .hasMessageStartingWith("online.cache.credentials: no keys of AWS: none (expected: ");
  }
}
