package io.featurefactory.online.dynamodb;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.OnlineProgress.Begun;
import io.featurefactory.model.ScanOvertakenException;
import io.featurefactory.model.ViewId;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Every way in which DynamoDB says no, as a user understands it. */
final class DynamoDbErrors {
  private static final Set<String> REFUSALS =
      Set.of(
          "AccessDeniedException",
          "UnrecognizedClientException",
          "InvalidSignatureException",
          "InvalidClientTokenId",
          "IncompleteSignatureException",
          "MissingAuthenticationTokenException",
          "ExpiredTokenException",
          "SignatureDoesNotMatch");

  private static final Set<String> NOT_ALLOWED =
      Set.of("AccessDeniedException", "UnknownOperationException");

  private static final Set<String> THROTTLED =
      Set.of(
          "ProvisionedThroughputExceededException",
          "ThrottlingException",
          "Throttling",
          "RequestLimitExceeded",
          "LimitExceededException",
          "TransactionInProgressException");

  /** What {@code ff} asks for, as a policy names it. */
  private static final String ACTIONS =
      "dynamodb:GetItem, BatchGetItem, Query, to write also PutItem, BatchWriteItem, DescribeTable,"
          + " CreateTable, DescribeTimeToLive, UpdateTimeToLive";

  private DynamoDbErrors() {}

  /** A failure of the client or the service. */
  static FactoryException of(String store, DynamoDbSettings settings, Throwable cause) {
    Throwable failure = unwrapped(cause);
    if (failure instanceof FactoryException told) {
      return told;
    }
    String place = settings.place();
    if (isSlow(failure)) {
      return slow(store, settings);
    }
    if (isThrottled(failure)) {
      return external(
          "Online store %s at %s takes no more requests for now: %s. Try again, or give the table more capacity"
              .formatted(store, place, reason(failure)),
          failure);
    }
    if (failure instanceof ResourceNotFoundException) {
      return external(
          "Online store %s: %s is not there, or not yet. Check online.%s.region and table in factory.yaml; ff publish makes the table"
              .formatted(store, place, store),
          failure);
    }
    if (failure instanceof AwsServiceException service) {
      return ofService(store, settings, service);
    }
    Throwable root = root(failure);
    String message = String.valueOf(failure.getMessage());
    if (message.contains("Unable to load credentials")
        || message.contains("credentials from any of the providers")) {
      return external(
          "Cannot use online store %s at %s: there are no AWS credentials here (looked for AWS_ACCESS_KEY_ID, the profile in ~/.aws, and the role of this machine or pod). Set one of them; factory.yaml holds none"
              .formatted(store, place),
          failure);
    }
    if (root instanceof UnknownHostException) {
      return external(
          "Cannot reach online store %s at %s: there is no host %s. Check online.%s.region%s in factory.yaml (expected: a region such as eu-west-1), and the name service"
              .formatted(
                  store,
                  place,
                  reason(root),
                  store,
                  settings.endpoint() == null ? "" : " and endpoint"),
          failure);
    }
    return external(
        "Cannot reach online store %s at %s: %s. Check the network, and online.%s.region and endpoint in factory.yaml"
            .formatted(store, place, reason(root), store),
        failure);
  }

  private static FactoryException ofService(
      String store, DynamoDbSettings settings, AwsServiceException failure) {
    String code = code(failure);
    String said = said(failure);
    if (REFUSALS.contains(code)) {
      return external(
          "Online store %s at %s refuses these AWS credentials (%s). They must be current, and allow %s"
              .formatted(store, settings.place(), said, ACTIONS),
          failure);
    }
    if (said.contains("does not match the schema") || said.contains("Query condition missed")) {
      return foreignTable(store, settings, "other keys");
    }
    return external(
        "Cannot use online store %s at %s: %s. Run the same command again when that is mended"
            .formatted(store, settings.place(), said),
        failure);
  }

  static FactoryException foreignTable(String store, DynamoDbSettings settings, String found) {
    return new FactoryException(
        Kind.USER,
        "Cannot use %s for online store %s: it has %s (expected: partition key p and sort key k, both binary; time to live by x). Name another in online.%s.table; ff publish makes it"
            .formatted(settings.place(), store, found, store));
  }

  /** Why an operation is not to be had here, by this service or this user; null if it failed. */
  static @Nullable String whyNotAllowed(RuntimeException e) {
    return e.getCause() instanceof AwsServiceException failure
            && NOT_ALLOWED.contains(code(failure))
        ? said(failure)
        : null;
  }

  /** A warning. */
  static String withoutTimeToLive(String store, DynamoDbSettings settings, String reason) {
    return "Online store %s at %s: its time to live could not be looked at or turned on (%s). Unless it is on, tombstones of deleted rows stay until their keys come back, and cost storage. Allow dynamodb:DescribeTimeToLive and UpdateTimeToLive, or have it turned on by attribute %s"
        .formatted(store, settings.place(), reason, RowItem.EXPIRY);
  }

  static FactoryException notReady(String store, DynamoDbSettings settings, String status) {
    return external(
        "Online store %s: %s is %s, and was not ready in time (expected: ACTIVE). Run the same command again when it is"
            .formatted(store, settings.place(), status),
        null);
  }

  static FactoryException tooLarge(String store, ViewId view, String key, int size) {
    return new FactoryException(
        Kind.DATA,
        "Cannot write %s to online store %s: the row of key %s has %,d bytes (expected: at most %,d, what DynamoDB takes for an item). Nothing of its batch was written; divide the view, or keep it in another store"
            .formatted(view, store, key, size, RowItem.LARGEST));
  }

  static FactoryException slow(String store, DynamoDbSettings settings) {
    return external(
        "Online store %s at %s did not answer within %s. Try again, or set online.%s.timeout"
            .formatted(store, settings.place(), seconds(settings.timeout()), store),
        null);
  }

  static FactoryException interrupted(String store) {
    return external("Waiting for online store %s was interrupted".formatted(store), null);
  }

  /** Readers could not keep up with generations, or writers with other writers. */
  static FactoryException restless(String store, ViewId view) {
    return external(
        "Cannot use %s in online store %s: it is being changed again and again. Try again"
            .formatted(view, store),
        null);
  }

  static FactoryException openTooLong(String store, ViewId view, Begun begun) {
    return external(
        "Cannot read %s in online store %s: the publishing of run %d was begun at %s and never ended. Run ff publish %s --store %s"
            .formatted(view, store, begun.run(), begun.started(), view.name(), store),
        null);
  }

  static ScanOvertakenException overtaken(String store, ViewId view) {
    return new ScanOvertakenException(
        "%s in online store %s was written while it was read. Run the same command again"
            .formatted(view, store));
  }

  /** True if the table has no capacity left for a moment. */
  static boolean isThrottled(Throwable failure) {
    return failure instanceof AwsServiceException service && THROTTLED.contains(code(service));
  }

  /** True of a failure that may not come again in a moment. */
  static boolean passes(Throwable failure) {
    return isThrottled(failure)
        || (failure instanceof AwsServiceException service && service.statusCode() >= 500)
        || (failure instanceof SdkClientException
            && !isSlow(failure)
            && root(failure) instanceof IOException);
  }

  static boolean isSlow(Throwable failure) {
    return failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException;
  }

  /** What failed, without what futures put around it. */
  static Throwable unwrapped(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof java.util.concurrent.CompletionException
            || inner instanceof java.util.concurrent.ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  /** Empty where something else than AWS has answered, such as a gateway. */
  private static String code(AwsServiceException failure) {
    String code = failure.awsErrorDetails() == null ? null : failure.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static String said(AwsServiceException failure) {
    boolean silent =
        failure.awsErrorDetails() != null && failure.awsErrorDetails().errorMessage() == null;
    String said = silent ? code(failure) : code(failure) + ": " + message(failure);
    return said.isEmpty() ? String.valueOf(failure.getMessage()) : said;
  }

  private static String message(AwsServiceException failure) {
    String message =
        failure.awsErrorDetails() == null
            ? failure.getMessage()
            : failure.awsErrorDetails().errorMessage();
    return String.valueOf(message).replaceFirst("[.]+$", "");
  }

  private static String reason(Throwable root) {
    if (root instanceof AwsServiceException service) {
      return message(service);
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message.replaceFirst("[.]+$", "");
  }

  private static FactoryException external(String message, @Nullable Throwable cause) {
    return new FactoryException(Kind.EXTERNAL, message, cause);
  }

  private static String seconds(Duration length) {
    return length.toMillis() / 1e3 + " s";
  }
}
