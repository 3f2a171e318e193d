package io.featurefactory.compute;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Variance and slope from exact sums: integers as wide as needed, one rounding at the end. Nothing
 * cancels, so 1e9 + {0, 1, 2} has the variance 1.
 */
final class ExactMoments {
  private static final BigDecimal MICROS_PER_DAY = BigDecimal.valueOf(86_400_000_000L);

  private static final int BIN_BITS = 32;
  private static final int LIMB_BITS = 43;

  /** All units are multiples of 2 to this power: the lowest bin. */
  private static final int LOWEST_BIN = -34;

  /** How many units of the lowest bin are 1. */
  private static final BigDecimal LOWEST_UNIT =
      new BigDecimal(BigInteger.ONE.shiftLeft(-BIN_BITS * LOWEST_BIN));

  private ExactMoments() {}

  /**
   * The sample variance of integers that are decimals without their point.
   *
   * @param n how many
   * @param sum of the integers
   * @param squares of the integers
   * @param scale digits after the point
   * @return null below two numbers
   */
  static @Nullable Double variance(long n, BigInteger sum, BigInteger squares, int scale) {
    if (n < 2) {
      return null;
    }
    BigInteger count = BigInteger.valueOf(n);
    BigInteger numerator = count.multiply(squares).subtract(sum.multiply(sum));
    BigInteger denominator = count.multiply(count.subtract(BigInteger.ONE));
    return Rounding.quotient(
        new BigDecimal(numerator).movePointLeft(2 * scale), new BigDecimal(denominator));
  }

  /** The sum of squares from the parts {@code high * 2^bits + low} of each number. */
  static BigInteger squares(BigInteger hh, BigInteger hl, BigInteger ll, int bits) {
    return hh.shiftLeft(2 * bits).add(hl.shiftLeft(bits + 1)).add(ll);
  }

  /**
   * The sample variance of doubles from the text of {@link DoubleBins#momentsText}.
   *
   * @return null below two numbers; NaN where one of several is not finite
   */
  static @Nullable Double varianceOfBins(String text) {
    long n = 0;
    boolean finite = true;
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    for (String bin : text.split(";", -1)) {
      BigInteger[] v = numbers(bin);
      int shift = BIN_BITS * (v[0].intValueExact() - LOWEST_BIN);
      n += v[1].longValueExact();
      finite &= v[0].intValueExact() < DoubleBins.NAN;
      if (finite) {
        sum = sum.add(v[2].shiftLeft(shift));
        squares = squares.add(squares(v[3], v[4], v[5], LIMB_BITS).shiftLeft(2 * shift));
      }
    }
    if (n < 2) {
      return null;
    }
    return finite ? unscale(n, sum, squares) : Double.valueOf(Double.NaN);
  }

  private static double unscale(long n, BigInteger sum, BigInteger squares) {
    BigInteger count = BigInteger.valueOf(n);
    BigInteger numerator = count.multiply(squares).subtract(sum.multiply(sum));
    BigInteger denominator =
        count.multiply(count.subtract(BigInteger.ONE)).shiftLeft(-2 * BIN_BITS * LOWEST_BIN);
    return Rounding.quotient(new BigDecimal(numerator), new BigDecimal(denominator));
  }

  /** The sum of doubles, rounded once, from the text of {@link DoubleBins#sumText}. */
  static double sumOfBins(String text) {
    Double special = special(text);
    return special == null ? Rounding.scaled(unitsOf(text), BIN_BITS * LOWEST_BIN) : special;
  }

  /** The mean of doubles, rounded once, from the text of {@link DoubleBins#sumText}. */
  static double averageOfBins(String text) {
    Double special = special(text);
    if (special != null) {
      return special;
    }
    long n = 0;
    for (String bin : text.split(";", -1)) {
      n += numbers(bin)[1].longValueExact();
    }
    return Rounding.quotient(
        new BigDecimal(unitsOf(text)), LOWEST_UNIT.multiply(BigDecimal.valueOf(n)));
  }

  private static BigInteger unitsOf(String text) {
    BigInteger sum = BigInteger.ZERO;
    for (String bin : text.split(";", -1)) {
      BigInteger[] v = numbers(bin);
      sum = sum.add(v[2].shiftLeft(BIN_BITS * (v[0].intValueExact() - LOWEST_BIN)));
    }
    return sum;
  }

  /** The sum where a number is not finite; null where all are. */
  private static @Nullable Double special(String text) {
    boolean positive = false;
    boolean negative = false;
    for (String bin : text.split(";", -1)) {
      int code = numbers(bin)[0].intValueExact();
      if (code == DoubleBins.NAN) {
        return Double.NaN;
      }
      positive |= code == DoubleBins.POSITIVE_INFINITY;
      negative |= code == DoubleBins.NEGATIVE_INFINITY;
    }
    if (positive && negative) {
      return Double.NaN;
    }
    return positive
        ? Double.valueOf(Double.POSITIVE_INFINITY)
        : negative ? Double.valueOf(Double.NEGATIVE_INFINITY) : null;
  }

  /** The mean of decimals or integers, rounded once. */
  static double average(String sum, long n) {
    return Rounding.quotient(new BigDecimal(sum), BigDecimal.valueOf(n));
  }

  /** The sample variance from the text {@code "value count;value count..."} of decimals. */
  static @Nullable Double varianceOfValues(String text) {
    long n = 0;
    int scale = 0;
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    for (String item : text.split(";", -1)) {
      int blank = item.indexOf(' ');
      BigDecimal value = new BigDecimal(item.substring(0, blank));
      BigInteger count = new BigInteger(item.substring(blank + 1));
      BigInteger unscaled = value.unscaledValue();
      scale = value.scale();
      n += count.longValueExact();
      sum = sum.add(unscaled.multiply(count));
      squares = squares.add(unscaled.multiply(unscaled).multiply(count));
    }
    return variance(n, sum, squares, scale);
  }

  /**
   * Sums over events of the time and of the value; a time is {@code index * tile + rest} in
   * microseconds.
   *
   * @param x sum of values, {@code xi} and {@code xr} of their products with index and rest
   */
  record Times(
      BigInteger n,
      BigInteger i,
      BigInteger ii,
      BigInteger r,
      BigInteger ir,
      BigInteger rr,
      BigInteger x,
      BigInteger xi,
      BigInteger xr) {
    /** From the sums in this order. */
    static Times of(BigInteger[] v) {
      return new Times(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]);
    }
  }

  /**
   * The least squares slope per day.
   *
   * @param tileMicros length of a tile
   * @param unit what a value of 1 stands for
   * @return null where all times are equal
   */
  static @Nullable Double slope(Times sums, long tileMicros, BigDecimal unit) {
    BigInteger tile = BigInteger.valueOf(tileMicros);
    BigInteger t = tile.multiply(sums.i()).add(sums.r());
    BigInteger tt =
        tile.multiply(tile)
            .multiply(sums.ii())
            .add(tile.multiply(sums.ir()).shiftLeft(1))
            .add(sums.rr());
    BigInteger xt = tile.multiply(sums.xi()).add(sums.xr());
    BigInteger numerator = sums.n().multiply(xt).subtract(sums.x().multiply(t));
    BigInteger denominator = sums.n().multiply(tt).subtract(t.multiply(t));
    if (denominator.signum() == 0) {
      return null;
    }
    return Rounding.quotient(
        new BigDecimal(numerator).multiply(MICROS_PER_DAY).multiply(unit),
        new BigDecimal(denominator));
  }

  /** The slope of doubles from the text of {@link DoubleBins#slopeText}. */
  static @Nullable Double slopeOfBins(String text, long tileMicros) {
    BigInteger[] total = new BigInteger[9];
    Arrays.fill(total, BigInteger.ZERO);
    boolean finite = true;
    for (String bin : text.split(";", -1)) {
      BigInteger[] v = numbers(bin);
      finite &= v[0].intValueExact() < DoubleBins.NAN;
      int shift = finite ? BIN_BITS * (v[0].intValueExact() - LOWEST_BIN) : 0;
      for (int k = 0; k < 6; k++) {
        total[k] = total[k].add(v[k + 1]);
      }
      for (int k = 0; k < 3; k++) {
        BigInteger units = v[7 + 2 * k].shiftLeft(LIMB_BITS).add(v[8 + 2 * k]);
        total[6 + k] = total[6 + k].add(units.shiftLeft(shift));
      }
    }
    Times sums = Times.of(total);
    Double slope = slope(sums, tileMicros, BigDecimal.ONE.divide(LOWEST_UNIT));
    return slope == null || finite ? slope : Double.valueOf(Double.NaN);
  }

  /**
   * The slope of decimals from the text of {@link DoubleBins#timeText}; its items are the values.
   */
  static @Nullable Double slopeOfValues(String text, long tileMicros) {
    BigInteger[] total = new BigInteger[9];
    Arrays.fill(total, BigInteger.ZERO);
    int scale = 0;
    for (String item : text.split(";", -1)) {
      int blank = item.indexOf(' ');
      BigDecimal value = new BigDecimal(item.substring(0, blank));
      scale = value.scale();
      BigInteger[] times = numbers(item.substring(blank + 1));
      for (int k = 0; k < times.length; k++) {
        total[k] = total[k].add(times[k]);
      }
      BigInteger unscaled = value.unscaledValue();
      total[6] = total[6].add(unscaled.multiply(times[0]));
      total[7] = total[7].add(unscaled.multiply(times[1]));
      total[8] = total[8].add(unscaled.multiply(times[3]));
    }
    return slope(Times.of(total), tileMicros, BigDecimal.ONE.movePointLeft(scale));
  }

  /**
   * The slope per day of the number of events in each tile of a window, empty tiles as 0.
   *
   * @param n events in the window
   * @param ni sum of the tile's index over the events
   * @param first index of the first tile of the window
   * @param tiles in the window
   * @return null for a window without events or of one tile
   */
  static @Nullable Double slopeOfCounts(
      BigInteger n, BigInteger ni, BigInteger first, long tiles, long tileMicros) {
    if (n.signum() == 0 || tiles < 2) {
      return null;
    }
    BigInteger count = BigInteger.valueOf(tiles);
    BigInteger indexes = count.multiply(count.subtract(BigInteger.ONE)).shiftRight(1);
    BigInteger squares =
        indexes.multiply(count.shiftLeft(1).subtract(BigInteger.ONE)).divide(BigInteger.valueOf(3));
    BigInteger products = ni.subtract(first.multiply(n));
    BigInteger numerator = count.multiply(products).subtract(indexes.multiply(n));
    BigInteger denominator = count.multiply(squares).subtract(indexes.multiply(indexes));
    return Rounding.quotient(
        new BigDecimal(numerator).multiply(MICROS_PER_DAY),
        new BigDecimal(denominator).multiply(BigDecimal.valueOf(tileMicros)));
  }

  private static BigInteger[] numbers(String text) {
    String[] parts = text.split(" ", -1);
    BigInteger[] numbers = new BigInteger[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = new BigInteger(parts[i]);
    }
    return numbers;
  }
}
