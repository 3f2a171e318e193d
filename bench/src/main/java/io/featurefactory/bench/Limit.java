package io.featurefactory.bench;

/** What was promised of a number. */
record Limit(Side side, double value) {
  /** Nothing was promised. */
  static final Limit NONE = atMost(Double.POSITIVE_INFINITY);

  /** On which side of the value the number has to be. */
  enum Side {
    AT_MOST("<="),
    AT_LEAST(">=");

    private final String sign;

    Side(String sign) {
      this.sign = sign;
    }
  }

  static Limit atMost(double value) {
    return new Limit(Side.AT_MOST, value);
  }

  static Limit atLeast(double value) {
    return new Limit(Side.AT_LEAST, value);
  }

  boolean holds(double number) {
    return switch (side) {
      case AT_MOST -> number <= value;
      case AT_LEAST -> number >= value;
    };
  }

  /** For instance {@code <= 1.5}. */
  @Override
  public String toString() {
    return Double.isInfinite(value) ? "-" : side.sign + " " + Numbers.plain(value);
  }
}
