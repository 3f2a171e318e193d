package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.math.BigDecimal;

/** Every way in which the lake says no to a stream. */
final class StreamErrors {
  private StreamErrors() {}

  static FactoryException contested(TableId table) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot add to %s: other writers were faster, ten times. Nothing was added; run it again"
            .formatted(table));
  }

  static String unfit(String topic, long bad, long all, String example, double maxBad) {
    return "Topic %s is stopped: %d of %d records are no events, such as %s (allowed: %s)."
            .formatted(topic, bad, all, example, share(maxBad))
        + " None of them was added. Mend the columns of the source, or what is sent; or take those that are events, and let the others be dead letters: max_bad: 100%"
        + " under kafka: of the source";
  }

  private static String share(double share) {
    return new BigDecimal(Double.toString(share))
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }

  static FactoryException columnOfOtherType(TableId table, String column, String found, String is) {
    return new FactoryException(
        Kind.USER,
        "%s: column %s is %s (expected: %s, which ff ingest fills it with)"
            .formatted(table, column, found, is));
  }
}
