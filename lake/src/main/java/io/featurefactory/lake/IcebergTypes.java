package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.util.ArrayList;
import java.util.List;
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
      LakeField converted = field(field, false);
      if (converted != null) {
        result.add(converted);
      }
    }
    return result;
  }

  /** False if values read through the model's type and written again are not of the same type. */
  static boolean isExact(Types.NestedField field) {
    return isExact(field.type(), false);
  }

  private static boolean isExact(Type type, boolean element) {
    if (type.isStructType()) {
      return type.asStructType().fields().stream().allMatch(f -> isExact(f.type(), false));
    }
    if (type.isListType()) {
      Type inner = type.asListType().elementType();
      return !inner.isListType() && isExact(inner, true);
    }
    return switch (type.typeId()) {
      case BOOLEAN, LONG, DOUBLE, STRING, DECIMAL -> true;
      case FLOAT -> element;
      case TIMESTAMP -> !((Types.TimestampType) type).shouldAdjustToUTC();
      default -> false;
    };
  }

  private static @Nullable LakeField field(Types.NestedField field, boolean element) {
    Nullability nullability = field.isOptional() ? Nullability.NULLABLE : Nullability.REQUIRED;
    Type type = field.type();
    if (type.isPrimitiveType()) {
      DataType primitive = primitive(type, element);
      return primitive == null
          ? null
          : new LakeField(field.fieldId(), field.name(), primitive, nullability, List.of());
    }
    if (type.isListType()) {
      LakeField inner = field(type.asListType().fields().get(0), true);
      return inner == null || inner.type() instanceof DataType.Array
          ? null
          : new LakeField(
              field.fieldId(),
              field.name(),
              new DataType.Array(inner.type()),
              nullability,
              List.of(inner));
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

  private static @Nullable DataType primitive(Type type, boolean element) {
    return switch (type.typeId()) {
      case BOOLEAN -> DataType.Primitive.BOOLEAN;
      case INTEGER, LONG -> DataType.Primitive.BIGINT;
      case FLOAT -> element ? DataType.Primitive.FLOAT : DataType.Primitive.DOUBLE;
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
