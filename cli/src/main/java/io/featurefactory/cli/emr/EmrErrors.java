package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Every way in which Amazon says no to a job, as a user understands it. */
final class EmrErrors {
  private static final Set<String> NOT_ALLOWED =
      Set.of("AccessDeniedException", "AccessDenied", "UnauthorizedOperation");

  private static final Set<String> NOT_KNOWN =
      Set.of(
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "InvalidClientTokenId",
          "IncompleteSignatureException",
          "MissingAuthenticationTokenException",
          "MissingAuthenticationToken",
          "ExpiredTokenException",
          "ExpiredToken",
          "SignatureDoesNotMatch");

  private static final Set<String> THROTTLED =
      Set.of(
          "ThrottlingException", "Throttling", "RequestLimitExceeded", "TooManyRequestsException");

  /** How EMR begins to refuse a step that is one too many; its code says no more than "invalid". */
  private static final String MOST_STEPS = "Maximum number of active steps";

  private EmrErrors() {}

  static FactoryException tooLong(int length, int most) {
    return new FactoryException(
        Kind.USER,
        "The settings of the project take %,d characters of the command line of the driver (expected: at most %,d, what EMR takes). Shorten factory.yaml, comments too"
            .formatted(length, most));
  }

  static FactoryException cannotTell(String name, RuntimeException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "EMR did not say whether it made %s (%s), and does not answer now. See in its console; run again if it is not there"
            .formatted(name, reason(root(cause))),
        cause);
  }

  /**
   * A failure of the client or the service.
   *
   * @param action what was asked, as a policy names it, such as {@code
   *     elasticmapreduce:AddJobFlowSteps}
   */
  static FactoryException of(String action, EmrSettings settings, RuntimeException failure) {
    if (failure instanceof AwsServiceException service) {
      return ofService(action, settings, service);
    }
    String message = String.valueOf(failure.getMessage());
    if (message.contains("Unable to load credentials")
        || message.contains("credentials from any of the providers")) {
      return external(
          "There are no AWS credentials here (looked for AWS_ACCESS_KEY_ID, the profile in ~/.aws, and the role of this machine). Set one of them; factory.yaml holds none",
          failure);
    }
    if (message.contains("Unable to load region")) {
      return new FactoryException(
          Kind.USER,
          "spark: emr: there is no region, and this machine has none (expected: region: eu-west-1, or AWS_REGION)",
          failure);
    }
    Throwable root = root(failure);
    if (root instanceof UnknownHostException) {
      return external(
          "Cannot reach %s: there is no host %s. Check spark: emr: region%s, and the name service"
              .formatted(
                  service(action),
                  root.getMessage(),
                  settings.endpoint() == null ? "" : " and endpoint"),
          failure);
    }
    return external(
        "Cannot reach %s: %s. Check the network, and spark: emr: region%s"
            .formatted(
                service(action), reason(root), settings.endpoint() == null ? "" : " and endpoint"),
        failure);
  }

  private static FactoryException ofService(
      String action, EmrSettings settings, AwsServiceException failure) {
    String code = code(failure);
    String said = said(failure);
    if (NOT_KNOWN.contains(code)) {
      return external(
          "AWS does not take these credentials (%s: %s). They must be current, and of the account"
              .formatted(code, said),
          failure);
    }
    if (NOT_ALLOWED.contains(code) || failure.statusCode() == 403) {
      return external(
          "AWS does not allow %s (%s). docs/emr.md has the policy for who submits"
              .formatted(action, said),
          failure);
    }
    if (failure.statusCode() == 404 || code.equals("ResourceNotFoundException")) {
      return new FactoryException(
          Kind.USER,
          "%s knows no %s (%s). Check spark: emr: region%s"
              .formatted(
                  service(action),
                  settings.place() == null ? "such place" : settings.place(),
                  said,
                  settings.place() == null
                      ? ""
                      : action.startsWith("emr-serverless") ? " and application" : " and cluster"),
          failure);
    }
    if (said.contains(MOST_STEPS)) {
      return external(
          "The cluster%s has its most steps waiting or running (%s). Run again when some have ended, or use another cluster"
              .formatted(settings.place() == null ? "" : " " + settings.place(), said),
          failure);
    }
    if (THROTTLED.contains(code)) {
      return external(
          "%s takes no more requests for now (%s). Run again in a minute"
              .formatted(service(action), said),
          failure);
    }
    if (failure.statusCode() >= 500) {
      return external("%s has a fault (%s). Run again".formatted(service(action), said), failure);
    }
    return new FactoryException(
        Kind.USER,
        "%s does not do %s: %s. Check spark: emr in factory.yaml"
            .formatted(service(action), action.substring(action.indexOf(':') + 1), said),
        failure);
  }

  /** True of a failure after which it is not known whether the service did it, or that passes. */
  static boolean passes(RuntimeException failure) {
    if (failure instanceof AwsServiceException service) {
      return service.statusCode() >= 500 || THROTTLED.contains(code(service));
    }
    return failure instanceof SdkClientException
        && root(failure) instanceof IOException
        && !(root(failure) instanceof UnknownHostException);
  }

  private static String service(String action) {
    return action.startsWith("emr-serverless") ? "EMR Serverless" : "EMR";
  }

  private static String code(AwsServiceException failure) {
    String code = failure.awsErrorDetails() == null ? null : failure.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static String said(AwsServiceException failure) {
    String message =
        failure.awsErrorDetails() == null ? null : failure.awsErrorDetails().errorMessage();
    if (message == null || message.isBlank()) {
      return code(failure).isEmpty() ? "HTTP " + failure.statusCode() : code(failure);
    }
    return message.replaceFirst("[.]+$", "");
  }

  private static String reason(Throwable root) {
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static FactoryException external(String message, @Nullable Throwable cause) {
    return new FactoryException(Kind.EXTERNAL, message, cause);
  }
}
