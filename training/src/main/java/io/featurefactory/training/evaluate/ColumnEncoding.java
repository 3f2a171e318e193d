package io.featurefactory.training.evaluate;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.training.Spine;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column become numbers.
 *
 * @param sql of the number of a row {@code l}; NULL where the model is to know nothing
 * @param note for people; empty for none
 */
record ColumnEncoding(FeatureColumn column, String sql, boolean isCategorical, String note) {
  private static final Pattern NUMBERS =
      Pattern.compile("U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL\\(\\d+, ?\\d+\\)");
  private static final int MOST_CATEGORIES = 250;
  private static final double MICROS_A_DAY = 86_400e6;

  static boolean isNumber(String type) {
    return NUMBERS.matcher(type).matches();
  }

  /**
   * The encoding of a column; null for a type that no model can use.
   *
   * @param session with the views and tables of {@link RankingReader}
   */
  static @Nullable ColumnEncoding of(
      KernelSession session, FeatureColumn feature, Spine.Column column) {
    String value = "l." + SqlText.name(column.name());
    if (isNumber(column.type())) {
      return new ColumnEncoding(feature, value + "::DOUBLE", false, "");
    }
    return switch (column.type()) {
      case "BOOLEAN" -> new ColumnEncoding(feature, value + "::INTEGER", false, "");
      case "TIMESTAMP" ->
          new ColumnEncoding(
              feature,
              "(epoch_us(l.__at) - epoch_us(%s)) / %s".formatted(value, MICROS_A_DAY),
              false,
              "as its age in days");
      case "VARCHAR" -> category(session, feature, column, value);
      default -> null;
    };
  }

  static String whyNot(String type) {
    return type.endsWith("]")
        ? "an array, which trees cannot split; derive numbers from it"
        : "of type " + type + ", which trees cannot split";
  }

  /** The most frequent texts of the training part have numbers, the most frequent one 0. */
  private static ColumnEncoding category(
      KernelSession session, FeatureColumn feature, Spine.Column column, String value) {
    List<String> known =
        session.query(
            """
            SELECT l.%1$s FROM labelled l JOIN numbered n ON l.__group = n.__group
            WHERE n.part = 'train' AND l.%1$s IS NOT NULL
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %2$d"""
                .formatted(SqlText.name(column.name()), MOST_CATEGORIES),
            row -> String.valueOf(row.string(0)));
    String texts = String.join(", ", known.stream().map(SqlText::text).toList());
    return new ColumnEncoding(
        feature,
        known.isEmpty() ? "NULL" : "list_position([%s], %s) - 1".formatted(texts, value),
        true,
        "as a category: the %d most frequent texts of the training part, others as NULL"
            .formatted(known.size()));
  }
}
