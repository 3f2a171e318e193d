package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.emrserverless.EmrServerlessClient;

/** Clients of Amazon's services, with the credentials that AWS's own chain finds here. */
final class EmrClients {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private EmrClients() {}

  /** Of EMR Serverless, whose requests may be repeated: those that make something carry a token. */
  static EmrServerlessClient serverless(EmrSettings settings) {
    return build(settings, EmrServerlessClient.builder());
  }

  /** Of EMR, for questions. */
  static EmrClient emr(EmrSettings settings) {
    return build(settings, EmrClient.builder());
  }

  /** Of EMR, which does not repeat what it is told: EMR would do it twice. */
  static EmrClient emrOnce(EmrSettings settings) {
    return build(
        settings,
        EmrClient.builder()
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry())));
  }

  private static <C, B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>> C build(
      EmrSettings settings, B builder) {
    builder.httpClient(
        UrlConnectionHttpClient.builder()
            .connectionTimeout(PATIENCE)
            .socketTimeout(PATIENCE)
            .build());
    if (settings.region() != null) {
      builder.region(Region.of(settings.region()));
    }
    if (settings.endpoint() != null) {
      builder.endpointOverride(URI.create(settings.endpoint()));
    }
    try {
      return builder.build();
    } catch (SdkClientException e) {
      throw EmrErrors.of("elasticmapreduce:", settings, e);
    }
  }
}
