package io.featurefactory.definitions.expression;

import io.featurefactory.model.ScalarFunction;
import java.util.List;

/**
 * How a function is called.
 *
 * @param usage for messages and documents
 * @param parameters of the longest call; the last may be repeated if {@code repeated}
 * @param required how many arguments there must be
 */
record Signature(
    ScalarFunction function,
    String usage,
    List<Parameter> parameters,
    int required,
    boolean repeated,
    Result result) {

  /** What an argument must be. */
  enum Parameter {
    TEXT("a string"),
    NUMBER("a number"),
    /** Any number; becomes DOUBLE. */
    DOUBLE("a number"),
    BIGINT("a bigint"),
    TIMESTAMP("a timestamp"),
    /** All of these have one type, which is scalar. */
    ALIKE("a scalar"),
    /** As {@link #ALIKE}, arrays too. */
    ALIKE_OR_ARRAY("a value"),
    ARRAY("an array"),
    /** Of the array before. */
    ELEMENT("a value of the array's element type"),
    /** A constant. */
    UNIT("one of 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'"),
    /** A constant. */
    DIGITS("a whole number from 0 to 15");

    private final String expectation;

    Parameter(String expectation) {
      this.expectation = expectation;
    }

    String expectation() {
      return expectation;
    }
  }

  /** The type of the result. */
  enum Result {
    BOOLEAN,
    BIGINT,
    DOUBLE,
    TEXT,
    TIMESTAMP,
    /** The type of the first argument. */
    FIRST,
    /** The type of the arguments that must have one type. */
    COMMON,
    /** The element type of the array. */
    ELEMENT,
    /** The first argument's type without digits after the point; nothing happens to a BIGINT. */
    WHOLE
  }

  Parameter parameter(int index) {
    return parameters.get(Math.min(index, parameters.size() - 1));
  }

  boolean accepts(int arguments) {
    return arguments >= required && (repeated || arguments <= parameters.size());
  }
}
