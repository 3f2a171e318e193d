package io.featurefactory.ingest.registry;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Values of Avro as JSON: decimals with all their digits, dates and times in ISO 8601, other bytes
 * in Base64. Decimals, and numbers that JSON does not have, are texts. Instants are UTC, to the
 * microsecond.
 */
final class AvroJson {
  private AvroJson() {}

  static void write(@Nullable Object value, Schema schema, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
      return;
    }
    switch (schema.getType()) {
      case RECORD -> record((IndexedRecord) value, schema, json);
      case ARRAY -> {
        json.writeStartArray();
        for (Object element : (Collection<?>) value) {
          write(element, schema.getElementType(), json);
        }
        json.writeEndArray();
      }
      case MAP -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          write(entry.getValue(), schema.getValueType(), json);
        }
        json.writeEndObject();
      }
      case UNION ->
          write(value, schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), json);
      case BYTES -> bytes(array((ByteBuffer) value), schema, json);
      case FIXED -> bytes(((GenericFixed) value).bytes(), schema, json);
      case INT -> integer((Integer) value, schema.getLogicalType(), json);
      case LONG -> longNumber((Long) value, schema.getLogicalType(), json);
      case FLOAT -> {
        float number = (Float) value;
        if (Float.isFinite(number)) {
          json.writeNumber(number);
        } else {
          json.writeString(Float.toString(number));
        }
      }
      case DOUBLE -> {
        double number = (Double) value;
        if (Double.isFinite(number)) {
          json.writeNumber(number);
        } else {
          json.writeString(Double.toString(number));
        }
      }
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case STRING, ENUM -> json.writeString(value.toString());
      case NULL -> json.writeNull();
    }
  }

  private static void record(IndexedRecord value, Schema schema, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    for (Schema.Field field : schema.getFields()) {
      json.writeFieldName(field.name());
      write(value.get(field.pos()), field.schema(), json);
    }
    json.writeEndObject();
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static void bytes(byte[] bytes, Schema schema, JsonGenerator json) throws IOException {
    if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
      json.writeString(new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString());
    } else {
      json.writeString(Base64.getEncoder().encodeToString(bytes));
    }
  }

  private static void integer(int value, @Nullable LogicalType type, JsonGenerator json)
      throws IOException {
    if (type instanceof LogicalTypes.Date) {
      json.writeString(LocalDate.ofEpochDay(value).toString());
    } else if (type instanceof LogicalTypes.TimeMillis) {
      json.writeString(LocalTime.ofNanoOfDay(value * 1_000_000L).toString());
    } else {
      json.writeNumber(value);
    }
  }

  private static void longNumber(long value, @Nullable LogicalType type, JsonGenerator json)
      throws IOException {
    ChronoUnit unit = type == null ? null : unit(type.getName());
    if (unit != null) {
      Instant instant = Instant.EPOCH.plus(value, unit).truncatedTo(ChronoUnit.MICROS);
      json.writeString(instant.toString());
    } else if (type instanceof LogicalTypes.TimeMicros) {
      json.writeString(LocalTime.ofNanoOfDay(value * 1_000).toString());
    } else {
      json.writeNumber(value);
    }
  }

  /** Of instants, and of local times, which count as UTC; null for other types. */
  private static @Nullable ChronoUnit unit(String logicalType) {
    return switch (logicalType) {
      case "timestamp-millis", "local-timestamp-millis" -> ChronoUnit.MILLIS;
      case "timestamp-micros", "local-timestamp-micros" -> ChronoUnit.MICROS;
      case "timestamp-nanos", "local-timestamp-nanos" -> ChronoUnit.NANOS;
      default -> null;
    };
  }
}
