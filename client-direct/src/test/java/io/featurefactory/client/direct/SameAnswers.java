package io.featurefactory.client.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureColumn;

/** Compares what two clients answer. */
final class SameAnswers {
  private SameAnswers() {}

  /** Value by value, bit by bit, status by status. */
  static void assertSame(FeatureAnswer found, FeatureAnswer expected) {
    assertThat(found).hasToString(expected.toString());
    assertThat(found.service()).isEqualTo(expected.service());
    assertThat(found.rows()).isEqualTo(expected.rows());
    assertThat(found.askedAt()).isEqualTo(expected.askedAt());
    assertThat(found.isComplete()).isEqualTo(expected.isComplete());
    assertThat(found.failure()).isEqualTo(expected.failure());
    assertThat(found.views()).isEqualTo(expected.views());
    assertThat(found.columns()).hasSameSizeAs(expected.columns());
    for (int i = 0; i < expected.columns().size(); i++) {
      assertSame(found.columns().get(i), expected.columns().get(i), expected.rows());
    }
    assertThat(bits(found.matrix())).isEqualTo(bits(expected.matrix()));
  }

  private static void assertSame(FeatureColumn found, FeatureColumn expected, int rows) {
    assertThat(found.name()).isEqualTo(expected.name());
    assertThat(found.type()).isEqualTo(expected.type());
    assertThat(found.isNumeric()).isEqualTo(expected.isNumeric());
    for (int i = 0; i < rows; i++) {
      int row = i;
      assertThat(found.status(row)).isEqualTo(expected.status(row));
      assertThat(found.isNull(row)).isEqualTo(expected.isNull(row));
      assertThat(found.value(row)).as(found.name()).isEqualTo(expected.value(row));
      if (expected.isNumeric()) {
        assertThat(Double.doubleToRawLongBits(found.doubleAt(row)))
            .isEqualTo(Double.doubleToRawLongBits(expected.doubleAt(row)));
      } else if (!expected.isNull(row)) {
        assertThat(catchThrowable(() -> found.doubleAt(row)))
            .hasMessage(catchThrowable(() -> expected.doubleAt(row)).getMessage());
      }
      if (expected.type().equals("bigint") && !expected.isNull(row)) {
        assertThat(found.longAt(row)).isEqualTo(expected.longAt(row));
      } else {
        assertThat(catchThrowable(() -> found.longAt(row)))
            .hasMessage(catchThrowable(() -> expected.longAt(row)).getMessage());
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
