package io.featurefactory.online;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.DataType.Struct;

/** How the values of a type are held in memory and written in a row. */
enum ValueForm {
  /** A bit. */
  BOOLEAN,
  /** In a long. */
  BIGINT,
  /** In the bits of a long. */
  DOUBLE,
  /** Microseconds in a long. */
  TIMESTAMP,
  /** Unscaled in a long: precision up to 18. */
  SHORT_DECIMAL,
  /** A BigDecimal. */
  LONG_DECIMAL,
  /** A String. */
  VARCHAR,
  /** A List. */
  ARRAY;

  private static final int LONG_DIGITS = 18;

  /** The form of a feature's values. */
  static ValueForm of(DataType type) {
    if (type instanceof Primitive primitive) {
      return switch (primitive) {
        case BOOLEAN -> BOOLEAN;
        case BIGINT -> BIGINT;
        case DOUBLE -> DOUBLE;
        case VARCHAR -> VARCHAR;
        case TIMESTAMP -> TIMESTAMP;
        case FLOAT -> throw noFeature(type);
      };
    }
    if (type instanceof Decimal decimal) {
      return decimal.precision() <= LONG_DIGITS ? SHORT_DECIMAL : LONG_DECIMAL;
    }
    if (type instanceof Array array && !(array.element() instanceof Struct)) {
      return ARRAY;
    }
    throw noFeature(type);
  }

  /** True if its values are held as objects, not in a long. */
  boolean isObject() {
    return switch (this) {
      case LONG_DECIMAL, VARCHAR, ARRAY -> true;
      case BOOLEAN, BIGINT, DOUBLE, TIMESTAMP, SHORT_DECIMAL -> false;
    };
  }

  private static IllegalArgumentException noFeature(DataType type) {
    return new IllegalArgumentException(
        "feature of type %s (expected: boolean, bigint, double, decimal, string, timestamp or an array)"
            .formatted(type.displayName()));
  }
}
