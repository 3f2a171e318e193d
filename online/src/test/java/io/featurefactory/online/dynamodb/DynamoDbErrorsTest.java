package io.featurefactory.online.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

final class DynamoDbErrorsTest {
  /** A gateway between has answered, in a language of its own. */
  @Test
  void of_anAnswerWithoutACode_saysItsStatus() {
    DynamoDbException failure =
        (DynamoDbException)
            DynamoDbException.builder()
                .statusCode(502)
                .awsErrorDetails(AwsErrorDetails.builder().serviceName("DynamoDb").build())
                .build();

    assertThat(DynamoDbErrors.passes(failure)).isTrue();
    assertThat(DynamoDbErrors.of("table", TestTables.another(), failure))
        .hasMessageContaining("Cannot use online store table at ")
        .hasMessageContaining("Status Code: 502");
  }
}
