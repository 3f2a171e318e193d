package io.featurefactory.server;

import io.featurefactory.model.DataType;
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

  static FactoryException nothingGiven(String parameter) {
    return user(
        "%s: neither each nor same is set (expected: one value for each row, or one for all)"
            .formatted(parameter));
  }

  static FactoryException givenTwice(String parameter) {
    return user("%s is given twice (expected: once)".formatted(parameter));
  }

  static FactoryException notOne(String parameter, int found) {
    return user(
        "%s: same has %d values (expected: exactly one, which holds for all rows)"
            .formatted(parameter, found));
  }

  static FactoryException wrongKind(
      String parameter, String found, String expected, DataType type) {
    return user(
        "%s: %s (expected: %s, for %s is %s)"
            .formatted(parameter, found, expected, parameter, type.displayName()));
  }

  static FactoryException tooManyNulls(String parameter, int bytes, int values) {
    return user(
        "%s: nulls has %d bytes (expected: at most %d, for %d values)"
            .formatted(parameter, bytes, (values + 7) / 8, values));
  }

  static FactoryException lengthsOfLists(String parameter, long lengths, int items) {
    return user(
        "%s: the lengths of the lists add up to %d, there are %d items (expected: as many)"
            .formatted(parameter, lengths, items));
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
