package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Boundaries;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The least squares slope of values over time in days: exact, rounded once at the end. */
final class Slope {
  private static final BigDecimal MICROS_PER_DAY = BigDecimal.valueOf(86_400_000_000L);

  private Slope() {}

  /**
   * The slope; null below two distinct times.
   *
   * @param points none with a null value
   */
  static @Nullable Double ofValues(List<Point> points) {
    if (points.stream().map(Point::time).distinct().count() < 2) {
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (Point point : points) {
      if (point.value() != null) {
        values.add(point.value());
      }
    }
    return Numbers.allFinite(values) ? ofFinite(points, values) : Double.NaN;
  }

  private static double ofFinite(List<Point> points, List<Object> values) {
    BigDecimal n = BigDecimal.valueOf(points.size());
    BigDecimal sumT = BigDecimal.ZERO;
    BigDecimal sumX = BigDecimal.ZERO;
    BigDecimal sumTx = BigDecimal.ZERO;
    BigDecimal sumTt = BigDecimal.ZERO;
    for (int i = 0; i < points.size(); i++) {
      BigDecimal t = BigDecimal.valueOf(Boundaries.micros(points.get(i).time()));
      BigDecimal x = AggregateValue.exact(values.get(i));
      sumT = sumT.add(t);
      sumX = sumX.add(x);
      sumTx = sumTx.add(t.multiply(x));
      sumTt = sumTt.add(t.multiply(t));
    }
    BigDecimal numerator = n.multiply(sumTx).subtract(sumT.multiply(sumX));
    BigDecimal denominator = n.multiply(sumTt).subtract(sumT.multiply(sumT));
    return Numbers.quotient(numerator.multiply(MICROS_PER_DAY), denominator);
  }
}
