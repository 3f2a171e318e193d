package io.featurefactory.ingest.registry;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Values of Protobuf as its own JSON, with the names of the file. Fields that have no presence have
 * their default where they are absent; others are absent.
 *
 * <p>Between the id of the schema and the message, Confluent has the message's place in the file
 * ({@code 0} for the first), Apicurio a message {@code Ref} with its name.
 */
public final class ProtobufDecoder implements ValueDecoder {
  private static final int REF_NAME_TAG = 1 << 3 | 2;
  private static final int DEEPEST = 32;

  private final SchemaRegistry registry;
  private final Map<SchemaId, FileDescriptor> files = new HashMap<>();
  private final JsonFormat.Printer printer =
      JsonFormat.printer()
          .includingDefaultValueFields()
          .preservingProtoFieldNames()
          .omittingInsignificantWhitespace();

  public ProtobufDecoder(RegistryAddress registry) {
    this.registry = new SchemaRegistry(registry);
  }

  @Override
  public byte[] json(byte[] value, Headers headers) throws UnreadableValueException {
    Framing.Framed framed = Framing.read(registry.address().kind(), value, headers);
    FileDescriptor file = files.get(framed.id());
    if (file == null) {
      file = parsed(framed.id());
      files.put(framed.id(), file);
    }
    try {
      CodedInputStream in = input(framed.payload());
      Descriptor type = type(in, file);
      if (type == null) {
        throw new IOException("it names a message that the schema does not have");
      }
      DynamicMessage.Builder message = DynamicMessage.newBuilder(type).mergeFrom(in);
      return printer.print(message).getBytes(StandardCharsets.UTF_8);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableValueException(
          "no Protobuf of its schema, %s: %s".formatted(framed.id(), e.getMessage()), e);
    }
  }

  private static CodedInputStream input(ByteBuffer payload) {
    return ByteString.copyFrom(payload).newCodedInput();
  }

  private @Nullable Descriptor type(CodedInputStream in, FileDescriptor file) throws IOException {
    return registry.address().kind() == RegistryAddress.Kind.CONFLUENT
        ? byIndexes(in, file)
        : file.findMessageTypeByName(ref(in));
  }

  private static @Nullable Descriptor byIndexes(CodedInputStream in, FileDescriptor file)
      throws IOException {
    int count = in.readSInt32();
    if (count < 0 || count > DEEPEST) {
      throw new IOException("no place of a message before it");
    }
    Descriptor type = null;
    for (int level = 0; level < Math.max(1, count); level++) {
      int index = count == 0 ? 0 : in.readSInt32();
      List<Descriptor> types = type == null ? file.getMessageTypes() : type.getNestedTypes();
      if (index < 0 || index >= types.size()) {
        return null;
      }
      type = types.get(index);
    }
    return type;
  }

  /** {@code message Ref { string name = 1; }}, with its length in front. */
  private static String ref(CodedInputStream in) throws IOException {
    int end = in.pushLimit(in.readRawVarint32());
    if (in.readTag() != REF_NAME_TAG) {
      throw new IOException("no name of a message before it");
    }
    String name = in.readStringRequireUtf8();
    in.skipRawBytes(in.getBytesUntilLimit());
    in.popLimit(end);
    return name;
  }

  private FileDescriptor parsed(SchemaId id) {
    RegisteredSchema registered = registry.load(id);
    try {
      return ProtobufFiles.parse(registered);
    } catch (IOException | RuntimeException e) {
      throw RegistryErrors.unusable(id, "Protobuf", e);
    }
  }
}
