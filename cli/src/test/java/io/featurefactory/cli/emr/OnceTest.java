package io.featurefactory.cli.emr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.definitions.FactorySettings.EmrFleet;
import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.ExecutorSize;
import io.featurefactory.definitions.FactorySettings.Workers;
import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.emr.model.EmrException;

/** What EMR would do twice. */
final class OnceTest {
  private static final EmrSettings SETTINGS =
      new EmrSettings(
          null,
          null,
          null,
          null,
          new EmrFleet("emr-7.12.0", "r", List.of(), List.of(), List.of(), Duration.ofMinutes(15)),
          new Workers(1, 1, 0),
          new ExecutorSize(4, 16L << 30, null),
          null);

  private final AtomicInteger times = new AtomicInteger();

  private String run(RuntimeException firstFailure, Supplier<@Nullable String> find) {
    return Once.run(
        "elasticmapreduce:AddJobFlowSteps",
        SETTINGS,
        "the job",
        () -> {
          if (times.incrementAndGet() == 1) {
            throw firstFailure;
          }
          return "made later";
        },
        find);
  }

  private static RuntimeException lostAnswer() {
    return SdkClientException.create("lost", new IOException("Connection reset"));
  }

  @Test
  void run_answerIsLostAndItWasDone_isNotDoneAgain() {
    assertThat(run(lostAnswer(), () -> "found")).isEqualTo("found");
    assertThat(times).hasValue(1);
  }

  @Test
  void run_answerIsLostAndItWasNotDone_isDone() {
    assertThat(run(lostAnswer(), () -> null)).isEqualTo("made later");
    assertThat(times).hasValue(2);
  }

  @Test
  void run_answerIsLostAndNobodyCanBeAsked_isNotDoneAgain() {
    assertThatThrownBy(
            () ->
                run(
                    lostAnswer(),
                    () -> {
                      throw lostAnswer();
                    }))
        .hasMessage(
            "EMR did not say whether it made the job (Connection reset), and does not answer now. See in its console; run again if it is not there");
    assertThat(times).hasValue(1);
  }

  @Test
  void run_faultWithoutWords_isAFaultOfTheService() {
    AwsServiceException fault = EmrException.builder().statusCode(502).build();

    assertThat(EmrErrors.of("elasticmapreduce:ListClusters", SETTINGS, fault))
        .hasMessage("EMR has a fault (HTTP 502). Run again");
  }

  @Test
  void run_isRefused_saysWhatIsToBeAllowed() {
    AwsServiceException refusal =
        refusal("AccessDeniedException", "User: arn:aws:iam::1:user/u is not authorized.");

    assertThatThrownBy(() -> run(refusal, () -> "found"))
        .hasMessage(
            "AWS does not allow elasticmapreduce:AddJobFlowSteps (User: arn:aws:iam::1:user/u is not authorized). docs/emr.md has the policy for who submits");
  }

  @Test
  void run_clusterIsFull_isNoFaultOfTheSettings() {
    AwsServiceException refusal =
        refusal(
            "ValidationException",
            "Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded.");

    assertThatThrownBy(() -> run(refusal, () -> "found"))
        .hasMessage(
            "The cluster has its most steps waiting or running (Maximum number of active steps(State = 'Running', 'Pending' or 'Cancel_Pending') for cluster exceeded). Run again when some have ended, or use another cluster")
        .extracting(e -> ((FactoryException) e).kind())
        .isEqualTo(FactoryException.Kind.EXTERNAL);
    assertThat(times).hasValue(1);
  }

  private static AwsServiceException refusal(String code, String message) {
    return EmrException.builder()
        .statusCode(400)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }
}
