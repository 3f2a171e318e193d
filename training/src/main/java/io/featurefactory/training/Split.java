package io.featurefactory.training;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
  String sql(KernelSession session) {
    return columns.isEmpty() ? byTime(session) : byHash();
  }

  private String byTime(KernelSession session) {
    String at = "s." + SpineValues.AT;
    List<String> cases = new ArrayList<>();
    cases.add("WHEN " + at + " IS NULL THEN '" + GAP + "'");
    Instant test = begin(session, train + validation);
    if (test != null) {
      part(cases, at, test, TEST);
    }
    Instant middle = validation > 0 ? begin(session, train) : null;
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

  /** The first instant before which the share of the rows is reached; null if none is. */
  private static @Nullable Instant begin(KernelSession session, double share) {
    String quantile =
        "(SELECT quantile_disc(__at, %s) FROM spine)".formatted(plain(Math.min(share, 1)));
    List<Instant> found = new ArrayList<>();
    session.forEach(
        "SELECT min(__at) FROM spine WHERE __at > " + quantile,
        row -> {
          if (row.value(0) instanceof Instant begin) {
            found.add(begin);
          }
        });
    return found.isEmpty() ? null : found.get(0);
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
