package io.featurefactory.online.redis;

import io.featurefactory.model.DoubleText;
import io.featurefactory.online.RowValues;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as texts for people and other programs ({@code docs/spec/online-redis.md}). */
final class HashValues {
  private HashValues() {}

  /** The text of a value; null for NULL. */
  static byte @Nullable [] text(RowValues values, int index) {
    Object value = values.value(index);
    return value == null ? null : text(value).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Object value) {
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value instanceof List<?> list ? array(list) : value.toString();
  }

  /** {@code 0.045}, {@code 2}, {@code 1e-05}: as few characters as read back to the same bits. */
  private static String number(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.toString(number);
    }
    String text = DoubleText.of(number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** JSON; what JSON has no number for is a text. */
  private static String array(List<?> list) {
    return list.stream().map(HashValues::element).collect(Collectors.joining(",", "[", "]"));
  }

  private static String element(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Boolean || value instanceof Long) {
      return value.toString();
    }
    if (value instanceof Float number) {
      return Float.isFinite(number) ? Float.toString(number) : quoted(Float.toString(number));
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? number(number) : quoted(Double.toString(number));
    }
    return quoted(text(value));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
