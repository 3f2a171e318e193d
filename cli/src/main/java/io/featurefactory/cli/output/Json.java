package io.featurefactory.cli.output;

import io.featurefactory.model.DoubleText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON ({@code docs/spec/cli-json.md}), without any library: the commands that only look
 * something up have no time to load one.
 *
 * <p>Values are null, Boolean, Long, Integer, Double, String, {@link Fields}, Map and Collection of
 * these. A BigDecimal becomes a text, so that no reader loses digits; NaN and the infinities become
 * texts, too; a Duration is the text that definitions use, everything else its {@code toString}.
 */
public final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  /** The text of a value, indented by two spaces. */
  public static String text(@Nullable Object value) {
    Json json = new Json();
    json.write(value, "\n");
    return json.out.toString();
  }

  private void write(@Nullable Object value, String newLine) {
    if (value instanceof Fields fields) {
      object(fields.values(), newLine);
    } else if (value instanceof Map<?, ?> map) {
      object(map, newLine);
    } else if (value instanceof Collection<?> list) {
      array(list, newLine);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      out.append(DoubleText.of(number));
    } else if (value == null || value instanceof Boolean || plainNumber(value)) {
      out.append(value);
    } else if (value instanceof BigDecimal decimal) {
      string(decimal.toPlainString());
    } else if (value instanceof Duration duration) {
      string(Texts.duration(duration));
    } else {
      string(value.toString());
    }
  }

  private static boolean plainNumber(Object value) {
    return value instanceof Long || value instanceof Integer;
  }

  private void object(Map<?, ?> map, String newLine) {
    String inner = newLine + "  ";
    String separator = inner;
    out.append('{');
    for (Map.Entry<?, ?> field : map.entrySet()) {
      out.append(separator);
      string(String.valueOf(field.getKey()));
      out.append(": ");
      write(field.getValue(), inner);
      separator = "," + inner;
    }
    out.append(map.isEmpty() ? "}" : newLine + "}");
  }

  private void array(Collection<?> list, String newLine) {
    String inner = newLine + "  ";
    String separator = inner;
    out.append('[');
    for (Object element : list) {
      out.append(separator);
      write(element, inner);
      separator = "," + inner;
    }
    out.append(list.isEmpty() ? "]" : newLine + "]");
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < 0x20 || Character.isSurrogate(c)) {
          out.append("\\u%04x".formatted((int) c));
        } else {
          out.append(c);
        }
      }
    }
  }
}
