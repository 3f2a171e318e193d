package io.featurefactory.definitions.expression;

import io.featurefactory.model.DataType;

/** Every mistake that can be made in an expression. */
final class ExpressionErrors {
  private ExpressionErrors() {}

  // Syntax

  static String empty() {
    return "empty expression (expected: an expression such as clicks_7d / impressions_7d)";
  }

  static String tooLarge(int longest, int deepest) {
    return "expression is too large (expected: at most %d characters, nested at most %d times)"
        .formatted(longest, deepest);
  }

  static String endsTooEarly() {
    return "expression ends too early (expected: an operand or a closing bracket)";
  }

  static String unexpected(String token, String expectation) {
    return "unexpected '%s' in expression%s"
        .formatted(token, expectation.isEmpty() ? "" : " (expected: " + expectation + ")");
  }

  static String unclosed(String token) {
    return "quote is not closed: %s (expected: a closing %s)".formatted(token, token.charAt(0));
  }

  static String slashes() {
    return "// is no operator (expected: a / b, or floor(a / b) for whole numbers)";
  }

  static String notParsed(String problem) {
    return "expression cannot be read: " + problem.strip();
  }

  static String unsupported(String what) {
    return what + " is not supported in expressions (see docs/spec/expressions.md for what is)";
  }

  // Names

  static String unknownColumn(String noun, String name, String suggestion) {
    return "unknown %s '%s'%s".formatted(noun, name, suggestion);
  }

  static String unknownFunction(String name, String suggestion) {
    return "unknown function '%s'%s"
        .formatted(
            name,
            suggestion.isEmpty()
                ? " (expected: one of those in docs/spec/expressions.md)"
                : suggestion);
  }

  static String notDeterministic(String name) {
    return ("'%s' is not allowed: a value must not depend on when it is computed (expected: the"
            + " columns of the row; asked_at in derived features of a service)")
        .formatted(name);
  }

  static String misplacedAggregate(String name) {
    return ("aggregate '%s' is not allowed here (expected: an aggregate under 'aggregates', and its"
            + " windowed name here)")
        .formatted(name);
  }

  // Types

  static String arity(String usage, int found) {
    return "%d arguments (expected: %s)".formatted(found, usage);
  }

  static String argument(int number, String function, String found, String expectation) {
    return "argument %d of %s is %s (expected: %s)".formatted(number, function, found, expectation);
  }

  static String operand(String operator, String found, String expectation) {
    return "operand of %s is %s (expected: %s)".formatted(operator, found, expectation);
  }

  static String noCommonType(String operator, DataType left, DataType right) {
    return "%s and %s do not go together in %s (expected: one type; cast one of them)"
        .formatted(left.displayName(), right.displayName(), operator);
  }

  static String comparesNull(String operator) {
    return "comparison %s null is never true (expected: is null or is not null)"
        .formatted(operator);
  }

  static String onlyNull(String what) {
    return what + " has no type (expected: at least one value that is not null)";
  }

  static String tooFine(int digits) {
    return "product has %d digits after the point (expected: at most 38; cast a factor to double)"
        .formatted(digits);
  }

  static String numberTooLong(String text) {
    return "number %s is too long (expected: at most 38 digits)".formatted(text);
  }

  static String numberTooLarge(String text) {
    return "number %s is too large (expected: at most 1.7976931348623157e308)".formatted(text);
  }

  static String unknownType(String text, String suggestion) {
    return "unknown type '" + text + "'" + suggestion;
  }

  static String noCast(DataType from, DataType to, String hint) {
    return "cannot cast %s to %s%s"
        .formatted(from.displayName(), to.displayName(), hint.isEmpty() ? "" : " (" + hint + ")");
  }

  static String wrongResult(DataType found, String expectation) {
    return "expression is %s (expected: %s)".formatted(found.displayName(), expectation);
  }

  // Aggregates and checks

  static String noAggregate(String suggestion) {
    return "no aggregate call%s".formatted(suggestion);
  }

  static String distinctNotAllowed(String name) {
    return "distinct is not allowed in %s (expected: count(distinct x) or last_n(distinct x, n))"
        .formatted(name);
  }

  static String parameter(String call, String found, String expectation) {
    return "%s: %s (expected: %s)".formatted(call, found, expectation);
  }

  static String mixedCheck() {
    return "a check is either about each row or about statistics of all rows, not both (expected:"
        + " two checks)";
  }

  static String emptyCheck() {
    return "check uses no feature (expected: a condition such as f between 0 and 1, or"
        + " null_rate(f) < 0.5)";
  }
}
