package io.featurefactory.testkit.generate;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of columns: few different ones, so that they meet again, and awkward ones. */
final class RandomValues {
  /** Texts that break what is joined, quoted, folded or sorted by UTF-16. */
  static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A",
          "b",
          "1",
          "23",
          "12",
          "3",
          "a,b",
          "a:b",
          "1:a,",
          "it's",
          "\"q\"",
          "line\nbreak",
          "back\\slash",
          "NULL",
          "null",
          "%_",
          "\u00e4",
          "a\u0308",
          "\u65e5\u672c",
          "\uff5e",
          "\ud83d\ude00",
          "\ud835\udd38b");

  private static final List<Long> HUGE =
      List.of(
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          1L << 62,
          -(1L << 62),
          (1L << 62) + 1,
          (1L << 53) + 1,
          -(1L << 53) - 1,
          4_000_000_000L);

  private static final List<Double> WILD =
      List.of(
          1e300,
          -1e300,
          1e-300,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          -0.0,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY);

  private static final List<Double> COMMON =
      List.of(0.0, 0.1, 0.2, 0.3, 1.0, -1.0, 2.5, 1e9, 1e9 + 1, 1e9 + 2, 1e16, -1e16, 1e-9);

  private final Dice dice;
  private final boolean huge;
  private final boolean wild;
  private final Instant around;

  RandomValues(Dice dice, Instant around) {
    this.dice = dice;
    this.around = around;
    this.huge = dice.percent(20);
    this.wild = dice.percent(15);
  }

  /** True if BIGINT sums stay far from overflow. */
  boolean modest() {
    return !huge;
  }

  /** A value of the type, NULL now and then. */
  @Nullable Object maybe(DataType type) {
    return dice.percent(8) ? null : value(type);
  }

  /** A value of the type that is not NULL. */
  Object value(DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return decimal(decimal);
    }
    return switch ((Primitive) type) {
      case BOOLEAN -> dice.percent(50);
      case BIGINT -> bigint();
      case DOUBLE -> real();
      case VARCHAR -> dice.oneOf(TEXTS);
      case TIMESTAMP -> around.plusSeconds(3600L * dice.between(-5, 5));
      case FLOAT -> throw new IllegalArgumentException("FLOAT (expected: a type of columns)");
    };
  }

  private long bigint() {
    if (huge && dice.percent(40)) {
      return dice.oneOf(HUGE);
    }
    return dice.percent(70) ? dice.between(-3, 5) : dice.between(-1_000_000, 1_000_000);
  }

  private double real() {
    if (wild && dice.percent(25)) {
      return dice.oneOf(WILD);
    }
    return dice.percent(60) ? dice.oneOf(COMMON) : dice.gaussian() * dice.oneOf(1.0, 1e-3, 1e6);
  }

  private BigDecimal decimal(DataType.Decimal type) {
    if (dice.percent(60)) {
      return BigDecimal.valueOf(dice.between(-3, 300), type.scale());
    }
    int digits = Math.min(type.precision(), 30);
    BigInteger unscaled =
        BigInteger.valueOf(dice.anyLong())
            .multiply(BigInteger.valueOf(dice.anyLong()))
            .mod(BigInteger.TEN.pow(digits));
    return new BigDecimal(dice.percent(50) ? unscaled : unscaled.negate(), type.scale());
  }
}
