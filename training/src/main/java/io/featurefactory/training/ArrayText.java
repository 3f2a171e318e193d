package io.featurefactory.training;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.DoubleText;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values as texts, in which they travel between the kernel's SQL and Java: functions in Java take
 * and give neither arrays nor decimals. An array is a JSON array of texts and nulls.
 */
final class ArrayText {
  private final String text;
  private int at;

  private ArrayText(String text) {
    this.text = text;
  }

  /** The text of a scalar; times are microseconds since 1970. */
  static String ofScalar(Object value) {
    if (value instanceof Instant instant) {
      return Long.toString(Boundaries.micros(instant));
    }
    if (value instanceof Double number) {
      return DoubleText.of(number);
    }
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  /** The scalar of a text. */
  static Object scalar(String text, DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return new BigDecimal(text).setScale(decimal.scale());
    }
    return switch ((Primitive) type) {
      case BOOLEAN -> Boolean.valueOf(text);
      case BIGINT -> Long.valueOf(text);
      case DOUBLE -> number(text);
      case FLOAT -> (float) number(text);
      case VARCHAR -> text;
      case TIMESTAMP -> Boundaries.ofMicros(Long.parseLong(text));
    };
  }

  private static double number(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** The text of an array. */
  static String of(List<?> array) {
    StringBuilder out = new StringBuilder("[");
    for (Object element : array) {
      out.append(out.length() > 1 ? "," : "");
      if (element == null) {
        out.append("null");
      } else {
        quote(ofScalar(element), out);
      }
    }
    return out.append(']').toString();
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** The array of a text. */
  static List<@Nullable Object> array(String text, DataType element) {
    return new ArrayText(text).elements(element);
  }

  private List<@Nullable Object> elements(DataType type) {
    List<@Nullable Object> elements = new ArrayList<>();
    at = 1;
    while (text.charAt(at) != ']') {
      if (text.charAt(at) == ',') {
        at++;
      } else if (text.charAt(at) == 'n') {
        elements.add(null);
        at += "null".length();
      } else {
        elements.add(scalar(string(), type));
      }
    }
    return Collections.unmodifiableList(elements);
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      out.append(text.charAt(at) == '\\' ? escaped() : text.charAt(at));
    }
    at++;
    return out.toString();
  }

  /** The character of an escape that begins here; ends on its last character. */
  private char escaped() {
    at++;
    return switch (text.charAt(at)) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
      }
      default -> text.charAt(at);
    };
  }
}
