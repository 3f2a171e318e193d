package io.featurefactory.training;

import io.featurefactory.lake.SqlText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How rows are divided into parts for training, validation and test.
 *
 * @param train share of the rows, above 0
 * @param validation share of the rows; 0 for none
 * @param columns of the spine whose values decide; empty where the time does
 * @param gap after a part begins, rows that still see into the part before; by time only
 */
public record Split(double train, double validation, List<String> columns, Duration gap) {
  /** The name of the column. */
  public static final String COLUMN = "split";

  /** What rows are that belong to no part. */
  public static final String GAP = "gap";

  private static final String TRAIN = "train";
  private static final String VALIDATION = "validation";
  private static final String TEST = "test";
  private static final int DIGITS = 6;
  private static final String HASHES = "18446744073709551616.0";

  public Split {
    columns = List.copyOf(columns);
    if (!(train > 0 && validation >= 0 && train + validation < 1)) {
      throw new IllegalArgumentException(
          "split %s, %s (expected: shares whose sum is below 1)".formatted(train, validation));
    }
  }

  /** The names of the parts that there should be, in the order of their time. */
  public List<String> parts() {
    return validation > 0 ? List.of(TRAIN, VALIDATION, TEST) : List.of(TRAIN, TEST);
  }

  /** SQL of the part that a row {@code s} of the spine belongs to. */
  String sql(SpineTimes times) {
    return columns.isEmpty() ? byTime(times) : byHash();
  }

  private String byTime(SpineTimes times) {
    String at = "s." + SpineValues.AT;
    List<String> cases = new ArrayList<>();
    cases.add("WHEN " + at + " IS NULL THEN '" + GAP + "'");
    Instant test = times.firstBehind(share(train + validation));
    if (test != null) {
      part(cases, at, test, TEST);
    }
    Instant middle = validation > 0 ? times.firstBehind(share(train)) : null;
    if (middle != null && !middle.equals(test)) {
      part(cases, at, middle, VALIDATION);
    }
    return "CASE " + String.join("\n    ", cases) + "\n    ELSE '" + TRAIN + "' END";
  }

  private void part(List<String> cases, String at, Instant begin, String part) {
    if (!gap.isZero()) {
      cases.add(
          "WHEN %1$s >= %2$s AND %1$s < %3$s THEN 'gap'"
              .formatted(at, SqlText.timestamp(begin), SqlText.timestamp(begin.plus(gap))));
    }
    cases.add("WHEN %s >= %s THEN '%s'".formatted(at, SqlText.timestamp(begin), part));
  }

  /** What the double nearest to a sum of shares stands for. */
  private static BigDecimal share(double share) {
    return BigDecimal.valueOf(Math.min(share, 1)).setScale(DIGITS, RoundingMode.HALF_EVEN);
  }

  private static String plain(double number) {
    return String.format(Locale.ROOT, "%.6f", number);
  }

  private String byHash() {
    List<String> texts = new ArrayList<>();
    for (String column : columns) {
      String text = "s." + SqlText.name(column) + "::VARCHAR";
      texts.add("coalesce(strlen(%1$s) || ':' || %1$s, '-')".formatted(text));
    }
    String share =
        "md5_number_upper(concat_ws(',', %s))::DOUBLE / %s"
            .formatted(String.join(", ", texts), HASHES);
    String middle =
        validation > 0
            ? "WHEN %s < %s THEN 'validation' ".formatted(share, plain(train + validation))
            : "";
    return "CASE WHEN %s < %s THEN 'train' %sELSE 'test' END"
        .formatted(share, plain(train), middle);
  }
}
