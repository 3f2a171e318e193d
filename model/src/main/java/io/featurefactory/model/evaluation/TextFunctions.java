package io.featurefactory.model.evaluation;

import io.featurefactory.model.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions of text; positions and lengths are code points. */
final class TextFunctions {
  /** The farthest place that the kernel knows. */
  private static final long FARTHEST = 4_294_967_295L;

  private static final int SHARP_S = 0xDF;
  private static final int CAPITAL_SHARP_S = 0x1E9E;

  private TextFunctions() {}

  static @Nullable Object apply(ScalarFunction function, List<Object> values) {
    String text = (String) values.get(0);
    return switch (function) {
      case LIKE ->
          LikePattern.matches(text, text(values, 1), values.size() > 2 ? text(values, 2) : "");
      case LOWER -> map(text, Character::toLowerCase);
      case UPPER -> map(text, TextFunctions::toUpperCase);
      case TRIM -> trimEnd(trimStart(text, text(values, 1)), text(values, 1));
      case LTRIM -> trimStart(text, text(values, 1));
      case RTRIM -> trimEnd(text, text(values, 1));
      case LENGTH -> (long) text.codePointCount(0, text.length());
      case SUBSTRING ->
          substring(text, (Long) values.get(1), values.size() > 2 ? (Long) values.get(2) : null);
      case CONCAT -> values.stream().map(String.class::cast).collect(Collectors.joining());
      case REPLACE -> replace(text, text(values, 1), text(values, 2));
      case POSITION -> position(text, text(values, 1));
      case STARTS_WITH -> text.startsWith(text(values, 1));
      case SPLIT_PART -> splitPart(text, text(values, 1), (Long) values.get(2));
      default -> throw new IllegalArgumentException(function + " is no function of text");
    };
  }

  private static String text(List<Object> values, int index) {
    return (String) values.get(index);
  }

  private static String map(String text, IntUnaryOperator mapping) {
    return text.codePoints()
        .map(mapping)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The kernel's tables map the sharp s, for which Unicode's simple mapping has no capital. */
  private static int toUpperCase(int codePoint) {
    return codePoint == SHARP_S ? CAPITAL_SHARP_S : Character.toUpperCase(codePoint);
  }

  private static String trimStart(String text, String characters) {
    int start = 0;
    while (start < text.length() && characters.indexOf(text.codePointAt(start)) >= 0) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  private static String trimEnd(String text, String characters) {
    int end = text.length();
    while (end > 0 && characters.indexOf(text.codePointBefore(end)) >= 0) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  private static @Nullable String substring(String text, long start, @Nullable Long length) {
    if (length != null && length < 0) {
      return null;
    }
    long first = Math.max(start, 1);
    long wanted = length == null ? FARTHEST : start < 1 ? Math.max(length + start, 1) - 1 : length;
    if (first > FARTHEST || wanted > FARTHEST) {
      throw EvaluationErrors.substringTooFar(first > FARTHEST ? first : wanted);
    }
    long size = text.codePointCount(0, text.length());
    if (first > size) {
      return "";
    }
    int from = text.offsetByCodePoints(0, (int) (first - 1));
    int to = text.offsetByCodePoints(from, (int) Math.min(wanted, size - first + 1));
    return text.substring(from, to);
  }

  private static String replace(String text, String what, String by) {
    return what.isEmpty() ? text : text.replace(what, by);
  }

  private static long position(String what, String text) {
    int index = text.indexOf(what);
    return index < 0 ? 0 : text.codePointCount(0, index) + 1L;
  }

  private static @Nullable String splitPart(String text, String separator, long number) {
    if (separator.isEmpty() || number == 0) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
      parts.add(text.substring(start, end));
      start = end + separator.length();
    }
    parts.add(text.substring(start));
    long index = number > 0 ? number - 1 : parts.size() + number;
    return index >= 0 && index < parts.size() ? parts.get((int) index) : "";
  }
}
