package io.featurefactory.model;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The type of a column, an aggregate or a feature.
 *
 * <p>Values of a type are Java objects: {@code Boolean}, {@code Long}, {@code Double}, {@code
 * BigDecimal} with exactly the scale of the type, {@code String}, {@code Instant} (UTC,
 * microseconds), and {@code List} for arrays and structs. NULL is {@code null}, also inside of
 * arrays. Instances are immutable.
 */
public sealed interface DataType extends Serializable
    permits DataType.Primitive, DataType.Decimal, DataType.Array, DataType.Struct {

  /** The name as a user writes it in a definition, for instance {@code decimal(12,2)}. */
  String displayName();

  /**
   * The type of that {@link #displayName}; structs have no name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static DataType named(String displayName) {
    if (displayName.endsWith("[]")) {
      return new Array(named(displayName.substring(0, displayName.length() - 2)));
    }
    if (displayName.startsWith("decimal(") && displayName.endsWith(")")) {
      int comma = Math.max(displayName.indexOf(','), 8);
      return new Decimal(
          Integer.parseInt(displayName.substring(8, comma)),
          Integer.parseInt(displayName.substring(comma + 1, displayName.length() - 1)));
    }
    for (Primitive type : Primitive.values()) {
      if (type.displayName().equals(displayName)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "type: %s (expected: such as bigint, decimal(10,2) or string[])".formatted(displayName));
  }

  /** True for BIGINT, DOUBLE and DECIMAL: arithmetic applies. */
  default boolean numeric() {
    return this == Primitive.BIGINT || this == Primitive.DOUBLE || this instanceof Decimal;
  }

  /** Types without parameters. */
  enum Primitive implements DataType {
    BOOLEAN,
    BIGINT,
    DOUBLE,
    /** Single precision; only as the element of an array (embeddings). */
    FLOAT,
    /** Unicode text; the name in definitions is {@code string}. */
    VARCHAR,
    /** An instant in UTC, microseconds. */
    TIMESTAMP;

    @Override
    public String displayName() {
      return this == VARCHAR ? "string" : name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An exact decimal number.
   *
   * @param precision total digits, 1 to 38
   * @param scale digits after the point, 0 to {@code precision}
   */
  record Decimal(int precision, int scale) implements DataType {
    /** The widest precision that the kernel and Parquet hold exactly. */
    public static final int MAX_PRECISION = 38;

    public Decimal {
      if (precision < 1 || precision > MAX_PRECISION) {
        throw new IllegalArgumentException(
            "decimal precision: %d (expected: 1 to %d)".formatted(precision, MAX_PRECISION));
      }
      if (scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "decimal scale: %d (expected: 0 to the precision, %d)".formatted(scale, precision));
      }
    }

    @Override
    public String displayName() {
      return "decimal(" + precision + "," + scale + ")";
    }
  }

  /** An array; its elements may be null. */
  record Array(DataType element) implements DataType {
    public Array {
      if (element instanceof Array) {
        throw new IllegalArgumentException(
            "array of " + element.displayName() + " (expected: an element that is no array)");
      }
    }

    @Override
    public String displayName() {
      return element.displayName() + "[]";
    }
  }

  /**
   * Named fields, stored in the lake and in partial aggregates; never the type of a feature.
   *
   * @param fields at least one, names unique
   */
  record Struct(List<Field> fields) implements DataType {
    public Struct {
      fields = List.copyOf(fields);
      if (fields.isEmpty()) {
        throw new IllegalArgumentException("struct without fields (expected: at least one)");
      }
    }

    @Override
    public String displayName() {
      return fields.stream()
          .map(f -> f.name() + " " + f.type().displayName())
          .collect(Collectors.joining(", ", "struct(", ")"));
    }
  }

  /** A field of a {@link Struct}. */
  record Field(String name, DataType type) implements Serializable {}
}
