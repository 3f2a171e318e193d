package io.featurefactory.testkit.generate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values, enums, lists, maps and records as the Java expression that makes them. */
final class JavaText {
  private JavaText() {}

  static String of(@Nullable Object value) {
    if (value instanceof Row row) {
      return row(row);
    }
    if (value instanceof Record made) {
      return record(made);
    }
    if (value instanceof List<?> list) {
      return list(list);
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    return value == null ? "null" : scalar(value);
  }

  private static String scalar(Object value) {
    if (value instanceof Enum<?> constant) {
      return name(constant.getDeclaringClass()) + "." + constant.name();
    }
    if (value instanceof Instant instant) {
      return "Instant.parse(\"" + instant + "\")";
    }
    if (value instanceof Duration duration) {
      return "Duration.parse(\"" + duration + "\")";
    }
    if (value instanceof BigDecimal decimal) {
      return "new BigDecimal(\"" + decimal.toPlainString() + "\")";
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Long number) {
      return number == Long.MIN_VALUE ? "Long.MIN_VALUE" : number + "L";
    }
    return value instanceof Double number ? number(number) : value.toString();
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "Double.NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
    }
    return Double.toString(value);
  }

  private static String text(String value) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> literal.append("\\\"");
        case '\\' -> literal.append("\\\\");
        case '\n' -> literal.append("\\n");
        case '\r' -> literal.append("\\r");
        default -> literal.append(c >= ' ' && c < 127 ? "" + c : "\\u%04x".formatted((int) c));
      }
    }
    return literal.append('"').toString();
  }

  private static String list(List<?> list) {
    String elements =
        list.stream()
            .map(JavaText::of)
            .collect(
                Collectors.joining(
                    list.stream().anyMatch(Record.class::isInstance) ? ",\n  " : ", "));
    return list.stream().anyMatch(Objects::isNull)
        ? "Arrays.asList(" + elements + ")"
        : "List.of(" + elements + ")";
  }

  private static String map(Map<?, ?> map) {
    return map.entrySet().stream()
        .map(entry -> "entry(" + of(entry.getKey()) + ", " + of(entry.getValue()) + ")")
        .collect(Collectors.joining(", ", "Map.ofEntries(", ")"));
  }

  private static String row(Row row) {
    List<String> parts = new ArrayList<>(List.of(of(row.source())));
    row.values().forEach((name, value) -> parts.add(of(name) + ", " + of(value)));
    return "Row.of(" + String.join(", ", parts) + ")";
  }

  private static String record(Record made) {
    List<String> arguments = new ArrayList<>();
    for (RecordComponent component : made.getClass().getRecordComponents()) {
      arguments.add(of(read(made, component)));
    }
    return "new " + name(made.getClass()) + "(" + String.join(", ", arguments) + ")";
  }

  private static @Nullable Object read(Record made, RecordComponent component) {
    try {
      return component.getAccessor().invoke(made);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  /** {@code Expr.Column}: as it is written where only the outermost class is imported. */
  private static String name(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return outer == null ? type.getSimpleName() : name(outer) + "." + type.getSimpleName();
  }
}
