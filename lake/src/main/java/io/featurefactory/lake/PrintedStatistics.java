package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.iceberg.util.UnicodeUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statistics that COPY prints. A bound that cannot be read exactly is left out: a missing
 * bound costs time, a wrong one costs rows.
 */
final class PrintedStatistics {
  private static final int TEXT_BOUND = 32;
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern TIMESTAMP =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?");

  private PrintedStatistics() {}

  static ColumnStatistics parse(Map<?, ?> printed, DataType type) {
    boolean exact = !"true".equals(printed.get("has_nan"));
    String min = exact ? (String) printed.get("min") : null;
    String max = exact ? (String) printed.get("max") : null;
    Object lower = min == null || max == null ? null : value(min, type);
    Object upper = min == null || max == null ? null : value(max, type);
    if (lower instanceof String text) {
      lower = UnicodeUtil.truncateStringMin(text, TEXT_BOUND).toString();
    }
    if (upper instanceof String text) {
      CharSequence cut = UnicodeUtil.truncateStringMax(text, TEXT_BOUND);
      upper = cut == null ? null : cut.toString();
    }
    return new ColumnStatistics(
        number(printed.get("column_size_bytes")),
        number(printed.get("num_values")),
        number(printed.get("null_count")),
        lower instanceof Double d && d == 0 ? (Object) (-0.0) : lower,
        upper instanceof Double d && d == 0 ? (Object) 0.0 : upper);
  }

  private static long number(@Nullable Object printed) {
    return printed == null ? -1 : Long.parseLong(printed.toString());
  }

  /** The value that was printed; null for NULL and for what cannot be read exactly. */
  static @Nullable Object value(@Nullable String printed, DataType type) {
    if (printed == null) {
      return null;
    }
    if (type instanceof DataType.Decimal decimal) {
      BigDecimal value = new BigDecimal(printed);
      return value.scale() == decimal.scale() ? value : null;
    }
    if (!(type instanceof DataType.Primitive primitive)) {
      return null;
    }
    return switch (primitive) {
      case BIGINT -> Long.valueOf(printed);
      case DOUBLE -> number(printed);
      case VARCHAR -> printed;
      case BOOLEAN -> bool(printed);
      case TIMESTAMP -> instant(printed);
      case FLOAT -> null;
    };
  }

  private static @Nullable Double number(String printed) {
    return switch (printed) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> null;
      default -> Double.valueOf(printed);
    };
  }

  private static @Nullable Boolean bool(String printed) {
    return switch (printed) {
      case "1", "true" -> Boolean.TRUE;
      case "0", "false" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static @Nullable Object instant(String printed) {
    if (DATE.matcher(printed).matches()) {
      return LocalDate.parse(printed).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    return TIMESTAMP.matcher(printed).matches()
        ? LocalDateTime.parse(printed.replace(' ', 'T')).toInstant(ZoneOffset.UTC)
        : null;
  }
}
