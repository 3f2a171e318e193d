package io.featurefactory.server;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.serving.LookupLimits;
import io.grpc.Status;

/** Ways in which only a message of gRPC is refused. */
final class GrpcErrors {
  private GrpcErrors() {}

  static FactoryException nothingAsked() {
    return user("Neither service nor view is set (expected: one of them)");
  }

  /** What Armeria itself refuses, with the words that it lacks. */
  static Status told(Status status, LookupLimits limits) {
    return switch (status.getCode()) {
      case RESOURCE_EXHAUSTED ->
          status.withDescription(
              "The message is too large (expected: at most %d bytes)"
                  .formatted(limits.mostBytes()));
      case INTERNAL ->
          String.valueOf(status.getDescription()).startsWith("Invalid protobuf")
              ? Status.INVALID_ARGUMENT.withDescription(
                  "The message cannot be read (expected: one of lookup.proto, featurefactory.v1)")
              : status;
      default -> status;
    };
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }
}
