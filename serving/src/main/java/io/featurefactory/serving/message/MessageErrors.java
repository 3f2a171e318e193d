package io.featurefactory.serving.message;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;

/** Every way in which a message is refused. */
final class MessageErrors {
  private MessageErrors() {}

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

  static FactoryException partOfDouble(String parameter, int bytes) {
    return user(
        "%s: raw_doubles of %d bytes (expected: 8 for each value)".formatted(parameter, bytes));
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

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }
}
