package io.featurefactory.ingest.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Values of Avro, each read with the schema that it was written with. */
public final class AvroDecoder implements ValueDecoder {
  private final SchemaRegistry registry;
  private final Map<SchemaId, Schema> schemas = new HashMap<>();
  private final Map<SchemaId, GenericDatumReader<Object>> readers = new HashMap<>();
  private final JsonFactory json = new JsonFactory();
  private @Nullable BinaryDecoder binary;

  public AvroDecoder(RegistryAddress registry) {
    this.registry = new SchemaRegistry(registry);
  }

  @Override
  public byte[] json(byte[] value, Headers headers) throws UnreadableValueException {
    Framing.Framed framed = Framing.read(registry.address().kind(), value, headers);
    Schema schema = schemas.get(framed.id());
    if (schema == null) {
      schema = parsed(framed.id());
      schemas.put(framed.id(), schema);
      readers.put(framed.id(), new GenericDatumReader<>(schema));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * value.length);
    try (JsonGenerator generator = json.createGenerator(out)) {
      AvroJson.write(read(framed, schema), schema, generator);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableValueException(
          "no Avro of its schema, %s: %s".formatted(framed.id(), e.getMessage()), e);
    }
    return out.toByteArray();
  }

  private @Nullable Object read(Framing.Framed framed, Schema schema) throws IOException {
    byte[] payload = new byte[framed.payload().remaining()];
    framed.payload().get(payload);
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(payload, binary);
    binary = decoder;
    GenericDatumReader<Object> reader =
        readers.getOrDefault(framed.id(), new GenericDatumReader<>(schema));
    Object datum = reader.read(null, decoder);
    if (!decoder.isEnd()) {
      throw new IOException("bytes are left");
    }
    return datum;
  }

  private Schema parsed(SchemaId id) {
    RegisteredSchema registered = registry.load(id);
    try {
      Schema.Parser parser = new Schema.Parser();
      define(registered, parser, new HashSet<>());
      return parser.parse(registered.text());
    } catch (AvroRuntimeException e) {
      throw RegistryErrors.unusable(id, "Avro", e);
    }
  }

  /** Those that are referred to come before those that refer to them, each once. */
  private static void define(RegisteredSchema schema, Schema.Parser parser, Set<String> defined) {
    for (RegisteredSchema reference : schema.references().values()) {
      if (defined.add(reference.text())) {
        define(reference, parser, defined);
        Schema ignored = parser.parse(reference.text());
      }
    }
  }
}
