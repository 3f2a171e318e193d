package io.featurefactory.server;

import com.fasterxml.jackson.core.JsonGenerator;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.serving.DecimalText;
import io.featurefactory.serving.RequestErrors;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of features and keys in JSON ({@code docs/spec/cli-json.md}). */
final class JsonValues {
  private JsonValues() {}

  /**
   * A value that was sent, of the class that {@link DataType} states.
   *
   * @param json as {@link JsonText} reads it
   * @param name for messages
   */
  static @Nullable Object typed(String name, @Nullable Object json, DataType type) {
    if (json == null) {
      return null;
    }
    if (type instanceof DataType.Array array && json instanceof List<?> list) {
      List<@Nullable Object> values = new ArrayList<>(list.size());
      for (Object item : list) {
        values.add(typed(name, item, array.element()));
      }
      return values;
    }
    Object value = null;
    try {
      value = scalar(json, type);
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      throw RequestErrors.badValue(name, json, type);
    }
    if (value == null) {
      throw RequestErrors.badValue(name, json, type);
    }
    return value;
  }

  /** Null if it is of another type. */
  private static @Nullable Object scalar(Object json, DataType type) {
    boolean isNumber = json instanceof JsonNumber;
    String text = isNumber || json instanceof String ? json.toString() : null;
    if (type == Primitive.BOOLEAN) {
      return json instanceof Boolean ? json : null;
    }
    if (text == null || type instanceof DataType.Array) {
      return null;
    }
    if (type instanceof DataType.Decimal decimal) {
      return text.matches("[-+0-9.eE]+") ? DecimalText.parse(text, decimal) : null;
    }
    if (type == Primitive.BIGINT) {
      return text.matches("-?[0-9]+") ? Long.valueOf(text) : null;
    }
    if (type == Primitive.DOUBLE) {
      return isNumber ? finite(text) : isNoNumber(text) ? Double.valueOf(text) : null;
    }
    if (type == Primitive.FLOAT) {
      return isNumber || isNoNumber(text) ? Float.valueOf(text) : null;
    }
    if (isNumber) {
      return null;
    }
    if (type == Primitive.TIMESTAMP) {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Boundaries.ofMicros(Boundaries.micros(instant));
    }
    return text;
  }

  private static @Nullable Double finite(String text) {
    double number = Double.parseDouble(text);
    return Double.isFinite(number) ? (Double) number : null;
  }

  /** A value of a type, for examples. */
  static Object example(DataType type, int number) {
    if (type instanceof DataType.Array array) {
      return List.of(example(array.element(), number));
    }
    if (type instanceof DataType.Decimal decimal) {
      return BigDecimal.valueOf(0, decimal.scale());
    }
    if (type == Primitive.BOOLEAN) {
      return number % 2 == 0;
    }
    if (type == Primitive.BIGINT) {
      return (long) number;
    }
    if (type == Primitive.DOUBLE || type == Primitive.FLOAT) {
      return (double) number;
    }
    return type == Primitive.TIMESTAMP ? Instant.EPOCH : String.valueOf(number);
  }

  private static boolean isNoNumber(String text) {
    return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
  }

  /** Writes a value of the classes that {@link DataType} states. */
  static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      writeDouble(json, number);
    } else if (value instanceof Float number) {
      if (Float.isFinite(number)) {
        json.writeNumber(Float.toString(number));
      } else {
        json.writeString(Float.toString(number));
      }
    } else if (value instanceof BigDecimal decimal) {
      json.writeString(decimal.toPlainString());
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(json, item);
      }
      json.writeEndArray();
    } else {
      json.writeString(value.toString()); // a text, or an instant in UTC
    }
  }

  /** Writes a DOUBLE: the shortest text that reads back to it. */
  static void writeDouble(JsonGenerator json, double number) throws IOException {
    if (Double.isFinite(number)) {
      json.writeNumber(number);
    } else {
      json.writeString(Double.toString(number));
    }
  }
}
