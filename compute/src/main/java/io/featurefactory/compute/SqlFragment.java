package io.featurefactory.compute;

/**
 * SQL of an expression with what is needed to put it inside of another one.
 *
 * @param precedence how tightly its outermost operator binds, as in the constants
 */
record SqlFragment(String text, int precedence) {
  static final int OR = 1;
  static final int AND = 2;
  static final int NOT = 3;

  /** Comparisons, IS, IN, LIKE; two of them are never put together without parentheses. */
  static final int PREDICATE = 4;

  /** {@code ||} */
  static final int CONCAT = 5;

  static final int SUM = 6;
  static final int PRODUCT = 7;
  static final int SIGN = 8;

  /** {@code ::} */
  static final int CAST = 9;

  /** Names, literals, calls, and all else that ends where it seems to. */
  static final int PRIMARY = 10;

  static SqlFragment primary(String text) {
    return new SqlFragment(text, PRIMARY);
  }

  /** The text, in parentheses unless it binds at least so tightly. */
  String atLeast(int other) {
    return precedence >= other ? text : "(" + text + ")";
  }

  /** The text, in parentheses unless it binds more tightly. */
  String above(int other) {
    return atLeast(other + 1);
  }
}
