package io.featurefactory.ingest.registry;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The bytes around a value that name its schema. Confluent: a zero and four bytes of schema id.
 * Apicurio: a zero and four bytes of content id, or eight of global id (version 2), or a header.
 * Formats: Confluent's documentation of the wire format; Apicurio's {@code Default4ByteIdHandler},
 * {@code Legacy8ByteIdHandler}, {@code KafkaSerdeHeaders}.
 */
final class Framing {
  private static final String CONTENT_ID = "apicurio.value.contentId";
  private static final String GLOBAL_ID = "apicurio.value.globalId";
  private static final String ENCODING = "apicurio.value.encoding";
  private static final String CONFLUENT_GUID = "__value_schema_id";

  private Framing() {}

  /**
   * A value without what is around it.
   *
   * @param payload from its position to its limit
   */
  record Framed(SchemaId id, ByteBuffer payload) {}

  static Framed read(RegistryAddress.Kind kind, byte[] value, Headers headers)
      throws UnreadableValueException {
    return kind == RegistryAddress.Kind.CONFLUENT
        ? confluent(value, headers)
        : apicurio(value, headers);
  }

  private static Framed confluent(byte[] value, Headers headers) throws UnreadableValueException {
    if (headers.lastHeader(CONFLUENT_GUID) != null) {
      throw new UnreadableValueException(
          "its schema is named in the header %s (expected: a zero and four bytes of schema id)"
              .formatted(CONFLUENT_GUID));
    }
    ByteBuffer buffer = afterZero(value, "Confluent");
    return new Framed(new SchemaId(SchemaId.Kind.SCHEMA, buffer.getInt()), buffer);
  }

  private static Framed apicurio(byte[] value, Headers headers) throws UnreadableValueException {
    Header encoding = headers.lastHeader(ENCODING);
    if (encoding != null
        && !new String(encoding.value(), StandardCharsets.UTF_8).equals("BINARY")) {
      throw new UnreadableValueException("its encoding is not BINARY");
    }
    SchemaId named = named(headers);
    if (named != null) {
      return new Framed(named, ByteBuffer.wrap(value));
    }
    ByteBuffer buffer = afterZero(value, "Apicurio");
    int id = buffer.getInt();
    if (id != 0) {
      return new Framed(new SchemaId(SchemaId.Kind.CONTENT, id), buffer);
    }
    if (buffer.remaining() < Integer.BYTES) {
      throw new UnreadableValueException("it ends within the id of its schema");
    }
    return new Framed(new SchemaId(SchemaId.Kind.GLOBAL, buffer.getInt()), buffer);
  }

  private static @Nullable SchemaId named(Headers headers) throws UnreadableValueException {
    Header content = headers.lastHeader(CONTENT_ID);
    Header global = headers.lastHeader(GLOBAL_ID);
    Header header = content == null ? global : content;
    if (header == null) {
      return null;
    }
    try {
      return new SchemaId(
          content == null ? SchemaId.Kind.GLOBAL : SchemaId.Kind.CONTENT,
          ByteBuffer.wrap(header.value()).getLong());
    } catch (BufferUnderflowException e) {
      throw new UnreadableValueException("its header %s is no id".formatted(header.key()), e);
    }
  }

  /** With five bytes or more. */
  private static ByteBuffer afterZero(byte[] value, String format) throws UnreadableValueException {
    if (value.length < 1 + Integer.BYTES || value[0] != 0) {
      throw new UnreadableValueException(
          "not in the wire format of %s (expected: a zero and the id of a schema; found: %s)"
              .formatted(
                  format,
                  value.length == 0
                      ? "nothing"
                      : "%d bytes from 0x%02x on".formatted(value.length, value[0])));
    }
    ByteBuffer buffer = ByteBuffer.wrap(value);
    buffer.get();
    return buffer;
  }
}
