package io.featurefactory.serving;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ways in which a request is refused, by whatever protocol it came. */
public final class RequestErrors {
  /** Names are not longer; to look for similar ones would take its time. */
  public static final int LONGEST_NAME = 200;

  private static final int LONGEST = 60;

  private RequestErrors() {}

  /**
   * Refuses a name that is too long.
   *
   * @param field that holds it
   */
  public static void requireShort(String field, String name) {
    if (name.length() > LONGEST_NAME) {
      throw longName(field, name.length(), LONGEST_NAME);
    }
  }

  /** Columns of several lengths. */
  public static FactoryException lengthsDiffer(String first, int rows, String name, int found) {
    return user(
        "%s has %d values, %s has %d (expected: one for each row in all lists, or a single value that holds for all)"
            .formatted(first, rows, name, found));
  }

  /** More rows than one request may have. */
  public static FactoryException tooManyRows(int rows, int most) {
    return user(
        "%d rows (expected: at most %d in one request; send several)".formatted(rows, most));
  }

  /** A value that is not of the type of its key or input. */
  public static FactoryException badValue(String name, @Nullable Object found, DataType type) {
    return user(
        "%s: %s is no %s (expected: %s)"
            .formatted(name, describe(found), type.displayName(), example(type)));
  }

  private static String example(DataType type) {
    if (type instanceof DataType.Decimal decimal) {
      return "a number or text with at most %d digits, %d of them after the point"
          .formatted(decimal.precision(), decimal.scale());
    }
    if (type instanceof DataType.Array array) {
      return "a list of " + array.element().displayName();
    }
    return switch ((Primitive) type) {
      case BOOLEAN -> "true or false";
      case BIGINT -> "a whole number of 64 bits";
      case DOUBLE, FLOAT -> "a number, or the text NaN, Infinity or -Infinity";
      case VARCHAR -> "a text in quotes";
      case TIMESTAMP -> "a text such as \"2026-03-01T06:00:00Z\"";
    };
  }

  private static FactoryException longName(String field, int length, int most) {
    return user(
        "%s: a name of %d characters (expected: at most %d)".formatted(field, length, most));
  }

  /** What was found, in a few words. */
  public static String describe(@Nullable Object found) {
    if (found instanceof String text) {
      return "'" + shortened(text) + "'";
    }
    if (found instanceof Map) {
      return "an object";
    }
    if (found instanceof List<?> list) {
      return "a list of " + list.size();
    }
    return found == null ? "null" : shortened(found.toString());
  }

  /** The beginning of a text. */
  public static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }
}
