package io.featurefactory.model;

/**
 * The operators and functions of expressions, with the meaning that the kernel's SQL and the
 * evaluator in Java share ({@code docs/spec/expressions.md}).
 *
 * <p>Unless a constant says otherwise, the result is NULL when an argument is NULL. <i>number</i>
 * is BIGINT, DOUBLE or DECIMAL; arguments of "one type" were coerced to it before. A result outside
 * of BIGINT or of the stated DECIMAL is an error; DOUBLE follows IEEE 754, so it has infinities.
 * Positions and lengths of strings count Unicode code points.
 */
public enum ScalarFunction {
  /** Numbers of one type; DECIMAL(p1,s1) and (p2,s2): scale max(s1,s2), one more whole digit. */
  ADD("+"),
  /** As {@link #ADD}. */
  SUBTRACT("-"),
  /** Numbers of one type; DECIMAL: precision p1+p2 (38 at most), scale s1+s2. */
  MULTIPLY("*"),
  /** Two DOUBLE: DOUBLE; NULL when the divisor is 0. */
  DIVIDE("/"),
  /** Two numbers of one type, which is the result's; sign of the dividend; NULL by 0. */
  MODULO("%"),
  /** The type of its argument. */
  NEGATE("-"),

  /**
   * Two scalars of one type. NaN equals itself and is greater than all other numbers, the zeros are
   * equal; strings compare by code points.
   */
  EQUAL("="),
  /** As {@link #EQUAL}. */
  NOT_EQUAL("<>"),
  /** As {@link #EQUAL}. */
  LESS("<"),
  /** As {@link #EQUAL}. */
  LESS_OR_EQUAL("<="),
  /** As {@link #EQUAL}. */
  GREATER(">"),
  /** As {@link #EQUAL}. */
  GREATER_OR_EQUAL(">="),
  /** One argument of any type; never NULL. */
  IS_NULL("is null"),
  /** One argument of any type; never NULL. */
  IS_NOT_NULL("is not null"),
  /** As {@link #NOT_EQUAL}, but NULL equals NULL; never NULL. */
  IS_DISTINCT_FROM("is distinct from"),
  /** As {@link #EQUAL}, but NULL equals NULL; never NULL. */
  IS_NOT_DISTINCT_FROM("is not distinct from"),

  /** Two or more BOOLEAN, three-valued: false if one is false, else NULL if one is NULL. */
  AND("and"),
  /** Two or more BOOLEAN, three-valued: true if one is true, else NULL if one is NULL. */
  OR("or"),
  /** One BOOLEAN. */
  NOT("not"),

  /**
   * Text, pattern ({@code %} any text, {@code _} one character), optionally an escape character.
   */
  LIKE("like"),

  /** One or more of one type: the first that is not NULL. Later ones are not evaluated. */
  COALESCE("coalesce"),
  /** Two scalars of one type: NULL if they are equal, else the first. */
  NULLIF("nullif"),
  /** One or more scalars of one type; NULL if one of them is NULL. Order of {@link #EQUAL}. */
  LEAST("least"),
  /** One or more scalars of one type; NULL if one of them is NULL. Order of {@link #EQUAL}. */
  GREATEST("greatest"),

  /** A number: its type. */
  ABS("abs"),
  /** DOUBLE: DOUBLE; NULL at zero and below. */
  LN("ln"),
  /** DOUBLE: DOUBLE; NULL at zero and below. */
  LOG10("log10"),
  /** DOUBLE: DOUBLE. */
  EXP("exp"),
  /** Two DOUBLE: DOUBLE; NULL for 0 to a negative power and for a root of a negative number. */
  POWER("power"),
  /** DOUBLE: DOUBLE; NULL below zero. */
  SQRT("sqrt"),
  /**
   * DOUBLE or DECIMAL, and a BIGINT literal n from 0 to 15: to n digits after the point, halves
   * away from zero. DOUBLE, or DECIMAL(p,n) where n is less than the scale.
   */
  ROUND("round"),
  /** DOUBLE: DOUBLE; DECIMAL(p,s): DECIMAL(p,0). */
  FLOOR("floor"),
  /** DOUBLE: DOUBLE; DECIMAL(p,s): DECIMAL(p,0). */
  CEIL("ceil"),
  /** A number: BIGINT -1, 0 or 1; 0 for NaN. */
  SIGN("sign"),

  /** VARCHAR, each code point by Unicode's simple mapping. */
  LOWER("lower"),
  /** VARCHAR, each code point by Unicode's simple mapping. */
  UPPER("upper"),
  /** Text and a set of characters: without those at both ends. */
  TRIM("trim"),
  /** Text and a set of characters: without those at the start. */
  LTRIM("ltrim"),
  /** Text and a set of characters: without those at the end. */
  RTRIM("rtrim"),
  /** VARCHAR: BIGINT, code points. */
  LENGTH("length"),
  /**
   * Text, start and optionally length, BIGINT: the part from the start (the first character is 1).
   * Places before the first count for the length but are empty; NULL for a negative length.
   */
  SUBSTRING("substring"),
  /** Two or more VARCHAR; {@code concat} and {@code ||} are the same. */
  CONCAT("||"),
  /** Text, what to replace, replacement; unchanged when the second is empty. */
  REPLACE("replace"),
  /** What to find, text: BIGINT place of the first occurrence, the first is 1, 0 for none. */
  POSITION("position"),
  /** Text, prefix: BOOLEAN. */
  STARTS_WITH("starts_with"),
  /**
   * Text, separator, BIGINT n: the n-th part (first is 1; negative: from the end), the empty text
   * beyond the last; NULL for n = 0 and for an empty separator.
   */
  SPLIT_PART("split_part"),

  /**
   * VARCHAR literal {@code year, quarter, month, week (ISO), day, hour, minute, second, dow (Sunday
   * is 0), isodow (Monday is 1), doy} and TIMESTAMP: BIGINT.
   */
  EXTRACT("extract"),
  /**
   * VARCHAR literal {@code year, quarter, month, week (from Monday), day, hour, minute, second} and
   * TIMESTAMP: the start of that unit.
   */
  DATE_TRUNC("date_trunc"),
  /**
   * Unit as of {@link #DATE_TRUNC}, TIMESTAMP a, TIMESTAMP b: BIGINT starts of a unit in (a, b].
   */
  DATE_DIFF("date_diff"),
  /**
   * Unit as of {@link #DATE_TRUNC}, BIGINT n, TIMESTAMP: n units later; the day of the month is cut
   * to the last one of a shorter month.
   */
  DATE_ADD("date_add"),
  /** TIMESTAMP: BIGINT, milliseconds since 1970, cut towards the past. */
  EPOCH_MS("epoch_ms"),
  /** BIGINT milliseconds since 1970: TIMESTAMP. Users write {@code epoch_ms} too. */
  FROM_EPOCH_MS("epoch_ms"),

  /** Array: BIGINT, number of elements. Users also write {@code array_length}. */
  CARDINALITY("cardinality"),
  /**
   * Array and BIGINT place (first is 1, negative: from the end); NULL where there is none. Users
   * also write {@code x[i]}. The element's type; DOUBLE for FLOAT.
   */
  ELEMENT_AT("element_at"),
  /** Array and a value of the element's type: BOOLEAN, true if an element equals it. */
  ARRAY_CONTAINS("array_contains"),

  /** One argument, converted to the type of the call; NULL where a cast would be an error. */
  TRY_CAST("try_cast");

  private final String symbol;

  ScalarFunction(String symbol) {
    this.symbol = symbol;
  }

  /** The operator or function name as a user writes it, in lower case. */
  public String symbol() {
    return symbol;
  }
}
