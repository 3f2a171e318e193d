package io.featurefactory.ingest.registry;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.SchemaLoader;
import com.squareup.wire.schema.internal.SchemaEncoder;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads {@code .proto} files, which the library of Protobuf for Java cannot: Wire parses them, and
 * gives the descriptors that the library takes.
 */
final class ProtobufFiles {
  private static final String MAIN = "ff_registered_schema.proto";

  private static final Map<String, FileDescriptor> WELL_KNOWN =
      Map.of(
          "google/protobuf/any.proto", AnyProto.getDescriptor(),
          "google/protobuf/descriptor.proto", DescriptorProtos.getDescriptor(),
          "google/protobuf/duration.proto", DurationProto.getDescriptor(),
          "google/protobuf/empty.proto", EmptyProto.getDescriptor(),
          "google/protobuf/field_mask.proto", FieldMaskProto.getDescriptor(),
          "google/protobuf/struct.proto", StructProto.getDescriptor(),
          "google/protobuf/timestamp.proto", TimestampProto.getDescriptor(),
          "google/protobuf/wrappers.proto", WrappersProto.getDescriptor());

  private final Schema schema;
  private final Map<String, FileDescriptor> built = new HashMap<>(WELL_KNOWN);

  private ProtobufFiles(Schema schema) {
    this.schema = schema;
  }

  /** The file of a schema. */
  static FileDescriptor parse(RegisteredSchema registered) throws IOException {
    Path folder = Files.createTempDirectory("ff-proto");
    try {
      Files.writeString(folder.resolve(MAIN), registered.text());
      writeReferences(folder, registered);
      SchemaLoader loader = new SchemaLoader(FileSystems.getDefault());
      loader.initRoots(List.of(Location.get(folder.toString())), List.of());
      return new ProtobufFiles(loader.loadSchema()).build(MAIN);
    } catch (DescriptorValidationException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      delete(folder);
    }
  }

  private static void writeReferences(Path folder, RegisteredSchema registered) throws IOException {
    for (Map.Entry<String, RegisteredSchema> reference : registered.references().entrySet()) {
      Path file = folder.resolve(reference.getKey()).normalize();
      if (!file.startsWith(folder)) {
        throw new IOException("it imports " + reference.getKey());
      }
      if (!WELL_KNOWN.containsKey(reference.getKey()) && !Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, reference.getValue().text());
        writeReferences(folder, reference.getValue());
      }
    }
  }

  private FileDescriptor build(String name) throws IOException, DescriptorValidationException {
    FileDescriptor known = built.get(name);
    if (known != null) {
      return known;
    }
    ProtoFile file = schema.protoFile(name);
    if (file == null) {
      throw new IOException("it imports " + name + ", which is not there");
    }
    FileDescriptorProto proto =
        FileDescriptorProto.parseFrom(new SchemaEncoder(schema).encode(file).toByteArray());
    List<FileDescriptor> imported = new ArrayList<>();
    for (String dependency : proto.getDependencyList()) {
      imported.add(build(dependency));
    }
    FileDescriptor descriptor =
        FileDescriptor.buildFrom(proto, imported.toArray(FileDescriptor[]::new));
    built.put(name, descriptor);
    return descriptor;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
