package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Types of the model as Iceberg types and back.
 *
 * <p>TIMESTAMP is Iceberg's {@code timestamp} without a zone, holding UTC: the kernel reads and
 * writes it without conversion. A {@code timestamptz} of a foreign table reads as TIMESTAMP too.
 */
final class IcebergTypes {
  private IcebergTypes() {}

  static Schema schema(List<ColumnSpec> columns) {
    AtomicInteger ids = new AtomicInteger();
    List<Types.NestedField> fields = new ArrayList<>();
    for (ColumnSpec column : columns) {
      int id = ids.incrementAndGet();
      Type type = type(column.type(), ids);
      fields.add(
          column.nullability() == Nullability.NULLABLE
              ? Types.NestedField.optional(id, column.name(), type)
              : Types.NestedField.required(id, column.name(), type));
    }
    return new Schema(fields);
  }

  /** The Iceberg type; nested fields get the next ids, which a new table assigns afresh. */
  static Type type(DataType type, AtomicInteger ids) {
    if (type instanceof DataType.Primitive primitive) {
      return switch (primitive) {
        case BOOLEAN -> Types.BooleanType.get();
        case BIGINT -> Types.LongType.get();
        case DOUBLE -> Types.DoubleType.get();
        case FLOAT -> Types.FloatType.get();
        case VARCHAR -> Types.StringType.get();
        case TIMESTAMP -> Types.TimestampType.withoutZone();
      };
    }
    if (type instanceof DataType.Decimal decimal) {
      return Types.DecimalType.of(decimal.precision(), decimal.scale());
    }
    if (type instanceof DataType.Array array) {
      int id = ids.incrementAndGet();
      return Types.ListType.ofOptional(id, type(array.element(), ids));
    }
    List<Types.NestedField> fields = new ArrayList<>();
    for (DataType.Field field : ((DataType.Struct) type).fields()) {
      int id = ids.incrementAndGet();
      fields.add(Types.NestedField.optional(id, field.name(), type(field.type(), ids)));
    }
    return Types.StructType.of(fields);
  }

  /** The columns that the model has a type for; others are left out. */
  static List<LakeField> fields(List<Types.NestedField> fields) {
    List<LakeField> result = new ArrayList<>();
    for (Types.NestedField field : fields) {
      LakeField converted = field(field);
      if (converted != null) {
        result.add(converted);
      }
    }
    return result;
  }

  /**
   * SQL for the columns, by name, whose files have a type that this product does not write: it
   * makes the model's type of a value.
   */
  static Map<String, String> conversions(Schema schema) {
    Map<String, String> conversions = new LinkedHashMap<>();
    for (Types.NestedField field : schema.columns()) {
      LakeField column = isOwn(field.type()) ? null : field(field);
      if (column != null) {
        String value = SqlText.name(field.name());
        boolean instant = field.type().typeId() == Type.TypeID.TIMESTAMP;
        conversions.put(
            field.name(),
            instant
                ? "make_timestamp(epoch_us(" + value + "))"
                : "CAST(" + value + " AS " + SqlText.type(column.type()) + ")");
      }
    }
    return conversions;
  }

  private static boolean isOwn(Type type) {
    if (type.isNestedType()) {
      return type.asNestedType().fields().stream().allMatch(field -> isOwn(field.type()));
    }
    return switch (type.typeId()) {
      case BOOLEAN, LONG, FLOAT, DOUBLE, STRING, DECIMAL -> true;
      case TIMESTAMP -> !((Types.TimestampType) type).shouldAdjustToUTC();
      default -> false;
    };
  }

  private static @Nullable LakeField field(Types.NestedField field) {
    Nullability nullability = field.isOptional() ? Nullability.NULLABLE : Nullability.REQUIRED;
    Type type = field.type();
    if (type.isPrimitiveType()) {
      DataType primitive = primitive(type);
      return primitive == null
          ? null
          : new LakeField(field.fieldId(), field.name(), primitive, nullability, List.of());
    }
    if (type.isListType()) {
      List<LakeField> element = fields(type.asListType().fields());
      return element.isEmpty() || element.get(0).type() instanceof DataType.Array
          ? null
          : new LakeField(
              field.fieldId(),
              field.name(),
              new DataType.Array(element.get(0).type()),
              nullability,
              element);
    }
    if (!type.isStructType()) {
      return null;
    }
    List<LakeField> children = fields(type.asStructType().fields());
    return children.isEmpty()
        ? null
        : new LakeField(
            field.fieldId(),
            field.name(),
            new DataType.Struct(
                children.stream().map(c -> new DataType.Field(c.name(), c.type())).toList()),
            nullability,
            children);
  }

  private static @Nullable DataType primitive(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> DataType.Primitive.BOOLEAN;
      case INTEGER, LONG -> DataType.Primitive.BIGINT;
      case FLOAT -> DataType.Primitive.FLOAT;
      case DOUBLE -> DataType.Primitive.DOUBLE;
      case DATE, TIMESTAMP, TIMESTAMP_NANO -> DataType.Primitive.TIMESTAMP;
      case STRING, UUID -> DataType.Primitive.VARCHAR;
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield new DataType.Decimal(decimal.precision(), decimal.scale());
      }
      default -> null;
    };
  }
}
