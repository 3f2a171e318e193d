package io.featurefactory.client;

import io.featurefactory.client.FeatureClientException.Reason;
import io.grpc.Status;

/** Every way in which there is no answer. */
final class RemoteErrors {
  private RemoteErrors() {}

  static FeatureClientException of(FeatureRequest request, Status status, Throwable cause) {
    String said =
        status.getDescription() == null ? status.getCode().name() : status.getDescription();
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, RESOURCE_EXHAUSTED, OUT_OF_RANGE ->
          new FeatureClientException(Reason.REFUSED, said, cause);
      case NOT_FOUND -> new FeatureClientException(Reason.NOT_FOUND, said, cause);
      case DEADLINE_EXCEEDED ->
          new FeatureClientException(
              Reason.LATE,
              "%s: no answer within %s; the server may be overloaded or far away (%s)"
                  .formatted(request.name(), request.within(), said),
              cause);
      case UNAVAILABLE ->
          new FeatureClientException(
              Reason.UNAVAILABLE,
              "%s: no server answers (%s). Look whether ff serve runs there, and whether the port is the right one"
                  .formatted(request.name(), said),
              cause);
      default -> new FeatureClientException(Reason.FAULT, request.name() + ": " + said, cause);
    };
  }

  /** The same, with the stack of who waited for it. */
  static FeatureClientException again(FeatureClientException failure) {
    return new FeatureClientException(
        failure.reason(), String.valueOf(failure.getMessage()), failure);
  }

  static FeatureClientException notSent(FeatureRequest request, Throwable cause) {
    return new FeatureClientException(
        Reason.FAULT,
        "%s: the request could not be sent: %s".formatted(request.name(), cause),
        cause);
  }

  static FeatureClientException fault(Throwable cause) {
    return new FeatureClientException(
        Reason.FAULT, "The answer could not be read: " + cause.getMessage(), cause);
  }

  static IllegalArgumentException notOneType(String name, Object first, Object other) {
    return new IllegalArgumentException(
        "%s: values of %s and of %s (expected: of one class)"
            .formatted(name, first.getClass().getSimpleName(), other.getClass().getSimpleName()));
  }

  static IllegalArgumentException noValue(String name, Object value) {
    return new IllegalArgumentException(
        "%s: a %s (expected: Boolean, Long, Double, BigDecimal, String, Instant, or a list of them)"
            .formatted(name, value.getClass().getName()));
  }
}
