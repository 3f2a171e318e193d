package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.util.Collection;
import java.util.TreeSet;

/** Every way in which SQL of a user is refused. */
final class QueryErrors {
  private QueryErrors() {}

  static FactoryException notASelect() {
    return user(
        "The SQL is not a SELECT (expected: one SELECT; PIVOT and statements that write are"
            + " refused)");
  }

  static FactoryException severalStatements(String count) {
    return user("The SQL has %s statements (expected: one SELECT)".formatted(count));
  }

  static FactoryException syntax(String message, String place) {
    return user(
        "The SQL cannot be parsed%s: %s (expected: one SELECT in DuckDB's dialect)"
            .formatted(place.isEmpty() ? "" : " at " + place, message));
  }

  static FactoryException refusedFunction(String name) {
    return user(
        "The SQL calls %s, which reaches outside of the query's tables (expected: tables by name)."
                .formatted(name)
            + " Import files with ff import, or declare a source with files");
  }

  static FactoryException changingFunction(String name, Collection<String> parameters) {
    String instead =
        parameters.isEmpty()
            ? "Write the instant itself, such as TIMESTAMP '2026-03-01'; hash(COLUMN) % 10 = 0 takes a sample"
            : "Use :" + String.join(", :", new TreeSet<>(parameters));
    return user(
        "The SQL calls %s, which gives another value each time (expected: a function of the rows). %s"
            .formatted(name, instead));
  }

  static FactoryException sample() {
    return user(
        "The SQL takes a sample, which is another one each time (expected: the same rows for the same"
            + " tables). Add REPEATABLE (42) to it, or take rows by a hash: hash(COLUMN) % 10 = 0");
  }

  static FactoryException parameters() {
    return user(
        "The SQL has parameters such as ? or $1 (expected: values). Write the values themselves");
  }

  static FactoryException unknownTable(String name, Collection<String> known) {
    return user(
        "The SQL reads %s, which is not known (expected: one of %s)"
            .formatted(name, known.isEmpty() ? "none" : String.join(", ", known)));
  }

  static FactoryException refused(String message, Exception cause) {
    return new FactoryException(
        Kind.USER,
        "The SQL cannot be run: %s (expected: tables and columns that are there, see ff show NAME)"
            .formatted(message),
        cause);
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }
}
