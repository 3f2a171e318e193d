package io.featurefactory.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundingTest {
  private static final int CASES = 4_000;

  @Test
  void scaled_randomIntegers_isTheNearestDouble() {
    Random random = new Random(7);
    for (int i = 0; i < CASES; i++) {
      BigInteger integer = integer(random, 1 + random.nextInt(200));
      int exponent = random.nextInt(2300) - 1250;
      BigDecimal exact =
          exponent < 0
              ? new BigDecimal(integer).divide(power(-exponent))
              : new BigDecimal(integer).multiply(power(exponent));
      assertThat(Rounding.scaled(integer, exponent))
          .as("%s * 2^%d", integer, exponent)
          .isEqualTo(exact.doubleValue() + 0.0);
    }
  }

  @Test
  void scaled_tiesAndEdges_areThoseOfIeee() {
    BigInteger odd = BigInteger.ONE.shiftLeft(53).add(BigInteger.ONE);
    assertThat(Rounding.scaled(odd, 0)).isEqualTo(0x1p53);
    assertThat(Rounding.scaled(odd.add(BigInteger.TWO), 0)).isEqualTo(0x1p53 + 4);
    assertThat(Rounding.scaled(BigInteger.ONE, -1074)).isEqualTo(Double.MIN_VALUE);
    assertThat(Rounding.scaled(BigInteger.ONE, -1075)).isEqualTo(0.0);
    assertThat(Rounding.scaled(BigInteger.valueOf(3), -1075)).isEqualTo(2 * Double.MIN_VALUE);
    assertThat(Rounding.scaled(BigInteger.ONE, 1024)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Rounding.scaled(BigInteger.ONE.negate(), 1024)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Rounding.scaled(BigInteger.ZERO, -2000)).isEqualTo(0.0);
  }

  @Test
  void quotient_randomNumbers_isTheNearestDouble() {
    Random random = new Random(8);
    MathContext enough = new MathContext(1_100);
    for (int i = 0; i < CASES / 10; i++) {
      BigDecimal numerator =
          new BigDecimal(integer(random, 1 + random.nextInt(300)), scale(random));
      BigDecimal denominator =
          new BigDecimal(integer(random, 1 + random.nextInt(300)), scale(random));
      if (denominator.signum() != 0) {
        assertThat(Rounding.quotient(numerator, denominator))
            .as("%s / %s", numerator, denominator)
            .isEqualTo(numerator.divide(denominator, enough).doubleValue() + 0.0);
      }
    }
  }

  private static int scale(Random random) {
    return random.nextInt(80) - 40;
  }

  private static BigInteger integer(Random random, int bits) {
    BigInteger magnitude = new BigInteger(bits, random);
    return random.nextBoolean() ? magnitude : magnitude.negate();
  }

  private static BigDecimal power(int exponent) {
    return new BigDecimal(BigInteger.ONE.shiftLeft(exponent));
  }
}
