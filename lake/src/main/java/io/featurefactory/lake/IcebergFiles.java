package io.featurefactory.lake;

import io.featurefactory.model.Boundaries;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Files of the model as Iceberg data files and back. */
final class IcebergFiles {
  private IcebergFiles() {}

  /** The Iceberg form of a file that was written for this table. */
  static DataFile toIceberg(LakeFile file, Schema schema, PartitionSpec spec) {
    Map<Integer, Long> sizes = new HashMap<>();
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, ByteBuffer> lower = new HashMap<>();
    Map<Integer, ByteBuffer> upper = new HashMap<>();
    file.columns()
        .forEach(
            (id, statistics) -> {
              putKnown(sizes, id, statistics.bytes());
              putKnown(values, id, statistics.values());
              putKnown(nulls, id, statistics.nulls());
              putBound(lower, schema.findType(id), id, statistics.lower());
              putBound(upper, schema.findType(id), id, statistics.upper());
            });
    DataFiles.Builder builder =
        DataFiles.builder(spec)
            .withPath(file.path())
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(file.bytes())
            .withMetrics(new Metrics(file.records(), sizes, values, nulls, Map.of(), lower, upper));
    if (spec.isPartitioned()) {
      builder.withPartition(partition(file.partition(), spec));
    }
    return builder.build();
  }

  /** The model's form of a file of a table. */
  static LakeFile fromIceberg(DataFile file, Schema schema, PartitionSpec spec) {
    Map<Integer, ColumnStatistics> columns = new HashMap<>();
    for (Types.NestedField field : schema.columns()) {
      if (field.type().isPrimitiveType()) {
        columns.put(
            field.fieldId(),
            new ColumnStatistics(
                known(file.columnSizes(), field.fieldId()),
                known(file.valueCounts(), field.fieldId()),
                known(file.nullValueCounts(), field.fieldId()),
                bound(file.lowerBounds(), field),
                bound(file.upperBounds(), field)));
      }
    }
    return new LakeFile(
        LocalFileIO.plain(file.location()),
        file.recordCount(),
        file.fileSizeInBytes(),
        partitionValues(file.partition(), spec),
        columns);
  }

  private static void putKnown(Map<Integer, Long> target, int id, long value) {
    if (value >= 0) {
      target.put(id, value);
    }
  }

  private static void putBound(
      Map<Integer, ByteBuffer> target, @Nullable Type type, int id, @Nullable Object value) {
    if (type != null && value != null) {
      target.put(id, Conversions.toByteBuffer(type, toIcebergValue(value, type)));
    }
  }

  private static long known(@Nullable Map<Integer, Long> source, int id) {
    Long value = source == null ? null : source.get(id);
    return value == null ? -1 : value;
  }

  private static @Nullable Object bound(
      @Nullable Map<Integer, ByteBuffer> source, Types.NestedField field) {
    ByteBuffer bytes = source == null ? null : source.get(field.fieldId());
    Type type = field.type();
    return bytes == null ? null : toModelValue(Conversions.fromByteBuffer(type, bytes), type);
  }

  private static PartitionData partition(List<@Nullable Object> values, PartitionSpec spec) {
    PartitionData data = new PartitionData(spec.partitionType());
    List<Types.NestedField> fields = spec.partitionType().fields();
    for (int i = 0; i < fields.size(); i++) {
      Object value = values.get(i);
      data.set(i, value == null ? null : toIcebergValue(value, fields.get(i).type()));
    }
    return data;
  }

  private static List<@Nullable Object> partitionValues(StructLike partition, PartitionSpec spec) {
    List<@Nullable Object> values = new ArrayList<>();
    List<Types.NestedField> fields = spec.partitionType().fields();
    for (int i = 0; i < fields.size(); i++) {
      Object value = partition.get(i, Object.class);
      values.add(value == null ? null : toModelValue(value, fields.get(i).type()));
    }
    return values;
  }

  private static Object toIcebergValue(Object value, Type type) {
    if (value instanceof Instant instant) {
      long micros = Boundaries.micros(instant);
      return type.typeId() == Type.TypeID.DATE
          ? (Object) (int) Math.floorDiv(micros, Boundaries.micros(Duration.ofDays(1)))
          : (Object) micros;
    }
    if (value instanceof Long number && type.typeId() == Type.TypeID.INTEGER) {
      return Math.toIntExact(number);
    }
    return value;
  }

  private static @Nullable Object toModelValue(Object value, Type type) {
    return switch (type.typeId()) {
      case INTEGER -> ((Integer) value).longValue();
      case FLOAT -> ((Float) value).doubleValue();
      case DATE -> Boundaries.ofMicros((Integer) value * Boundaries.micros(Duration.ofDays(1)));
      case TIMESTAMP -> Boundaries.ofMicros((Long) value);
      case STRING -> value.toString();
      case BOOLEAN, LONG, DOUBLE, DECIMAL -> value;
      default -> null;
    };
  }
}
