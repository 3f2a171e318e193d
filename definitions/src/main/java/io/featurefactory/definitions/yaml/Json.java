package io.featurefactory.definitions.yaml;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes JSON on one line; what it writes is YAML too. */
public final class Json {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private Json() {}

  /** The node as it was written, keys in their order. */
  public static String of(YamlNode node) {
    if (node instanceof YamlMapping mapping) {
      return mapping.entries().stream()
          .map(e -> quote(e.key().text()) + ":" + of(e.value()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (node instanceof YamlSequence sequence) {
      return sequence.items().stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
    }
    YamlScalar scalar = (YamlScalar) node;
    if (scalar.isNull()) {
      return "null";
    }
    boolean word = scalar.text().equals("true") || scalar.text().equals("false");
    return !scalar.quoted() && (word || NUMBER.matcher(scalar.text()).matches())
        ? scalar.text()
        : quote(scalar.text());
  }

  /** Maps, lists, texts, numbers, truth values and null. */
  public static String of(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> quote(String.valueOf(e.getKey())) + ":" + of(e.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Json::of).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof YamlNode node) {
      return of(node);
    }
    return value == null || value instanceof Number || value instanceof Boolean
        ? String.valueOf(value)
        : quote(value.toString());
  }

  private static String quote(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> append(json, c));
    return json.append('"').toString();
  }

  private static void append(StringBuilder json, int codePoint) {
    switch (codePoint) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\t' -> json.append("\\t");
      case '\r' -> json.append("\\r");
      default -> {
        if (isPrintable(codePoint)) {
          json.appendCodePoint(codePoint);
        } else {
          json.append("\\u%04x".formatted(codePoint));
        }
      }
    }
  }

  /** What YAML allows as it is, but for the line separators of Unicode. */
  private static boolean isPrintable(int c) {
    return (c >= ' ' && c < 0x7F)
        || (c >= 0xA0 && c < 0xD800 && c != 0x2028 && c != 0x2029)
        || (c >= 0xE000 && c < 0xFEFF)
        || (c > 0xFEFF && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
