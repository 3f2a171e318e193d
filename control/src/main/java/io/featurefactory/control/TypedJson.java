package io.featurefactory.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Primitive;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Types and values in JSON, without loss: BIGINT and TIMESTAMP (microseconds) are numbers, DOUBLE
 * and DECIMAL are texts.
 */
final class TypedJson {
  private TypedJson() {}

  static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof Instant instant) {
      out.writeNumber(Boundaries.micros(instant));
    } else if (value instanceof BigDecimal decimal) {
      out.writeString(decimal.toPlainString());
    } else if (value instanceof List<?> elements) {
      out.writeStartArray();
      for (Object element : elements) {
        write(out, element);
      }
      out.writeEndArray();
    } else {
      out.writeString(value.toString());
    }
  }

  /** The value at which the parser stands. */
  static @Nullable Object read(JsonParser in, DataType type) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (type instanceof Array array) {
      return readArray(in, array.element());
    }
    if (type instanceof Primitive primitive) {
      return switch (primitive) {
        case BOOLEAN -> in.getBooleanValue();
        case BIGINT -> in.getLongValue();
        case DOUBLE -> Double.valueOf(in.getText());
        case FLOAT -> Float.valueOf(in.getText());
        case VARCHAR -> in.getText();
        case TIMESTAMP -> Boundaries.ofMicros(in.getLongValue());
      };
    }
    return new BigDecimal(in.getText());
  }

  private static List<@Nullable Object> readArray(JsonParser in, DataType element)
      throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      values.add(read(in, element));
    }
    return Collections.unmodifiableList(values);
  }
}
