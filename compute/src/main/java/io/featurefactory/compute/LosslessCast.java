package io.featurefactory.compute;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.util.Locale;
import java.util.Set;

/**
 * Which of the kernel's types may stand for a type of the model: those of which each value, or an
 * error, is a value of that type. Integers become BIGINT, numbers DOUBLE, dates TIMESTAMP.
 */
public final class LosslessCast {
  private static final Set<String> INTEGERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT");
  private static final String WITH_ZONE = "TIMESTAMP WITH TIME ZONE";
  private static final String NANOSECONDS = "TIMESTAMP_NS";

  private LosslessCast() {}

  /**
   * The value as one of the wanted type.
   *
   * @param found the kernel's type of the value, which fits
   * @param cast CAST, or TRY_CAST for NULL where the value does not fit
   */
  public static String sql(String value, String found, DataType wanted, String cast) {
    String kernel = found.toUpperCase(Locale.ROOT);
    if (wanted == Primitive.TIMESTAMP && kernel.equals(WITH_ZONE)) {
      return "make_timestamp(epoch_us(" + value + "))";
    }
    return kernel.equals(Sql.type(wanted))
        ? value
        : "%s(%s AS %s)".formatted(cast, value, Sql.type(wanted));
  }

  /**
   * True if the type may stand for the wanted one.
   *
   * @param found the kernel's type
   */
  public static boolean fits(String found, DataType wanted) {
    String kernel = found.toUpperCase(Locale.ROOT);
    if (wanted instanceof DataType.Array array) {
      int bracket = found.lastIndexOf('[');
      return found.endsWith("]") && fits(found.substring(0, bracket), array.element());
    }
    if (wanted instanceof DataType.Decimal decimal) {
      return INTEGERS.contains(kernel) || (isDecimal(kernel) && scale(kernel) <= decimal.scale());
    }
    if (!(wanted instanceof Primitive primitive)) {
      return false;
    }
    return switch (primitive) {
      case BOOLEAN -> kernel.equals("BOOLEAN");
      case BIGINT -> INTEGERS.contains(kernel);
      case DOUBLE ->
          INTEGERS.contains(kernel)
              || isDecimal(kernel)
              || kernel.equals("FLOAT")
              || kernel.equals("DOUBLE");
      case FLOAT -> kernel.equals("FLOAT");
      case VARCHAR ->
          kernel.equals("VARCHAR") || kernel.equals("UUID") || kernel.startsWith("ENUM(");
      case TIMESTAMP ->
          kernel.equals("TIMESTAMP")
              || kernel.equals("TIMESTAMP_S")
              || kernel.equals("TIMESTAMP_MS")
              || kernel.equals("DATE")
              || kernel.equals(WITH_ZONE);
    };
  }

  /** As {@link #fits}, with times of nanoseconds for TIMESTAMP: they are cut to microseconds. */
  public static boolean fitsTime(String found) {
    return found.equalsIgnoreCase(NANOSECONDS) || fits(found, Primitive.TIMESTAMP);
  }

  /** True for the kernel's name of a DECIMAL. */
  static boolean isDecimal(String found) {
    return found.toUpperCase(Locale.ROOT).startsWith("DECIMAL(");
  }

  private static int scale(String kernel) {
    return Integer.parseInt(kernel.substring(kernel.indexOf(',') + 1, kernel.length() - 1).strip());
  }
}
