package io.featurefactory.spark;

import io.featurefactory.compute.ScriptEngine;
import io.featurefactory.lake.LakeField;
import io.featurefactory.model.DataType;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The rows of a table of the lake, for Spark SQL. */
final class LakeRows {
  private LakeRows() {}

  /** In a session whose time zone is UTC, as the times of the lake are. */
  static Dataset<Row> of(SparkSession session, ScriptEngine.Table table) {
    StructType stored = new StructType();
    List<Column> columns = new ArrayList<>();
    for (LakeField field : table.columns()) {
      stored = stored.add(field(field));
      Column column = functions.col("`" + field.name().replace("`", "``") + "`");
      columns.add(
          field.type() == DataType.Primitive.TIMESTAMP
              ? column.cast(DataTypes.TimestampType).as(field.name())
              : column);
    }
    Dataset<Row> files =
        table.files().isEmpty()
            ? session.createDataFrame(List.of(), stored)
            : session
                .read()
                .schema(stored)
                .parquet(table.files().stream().map(S3a::url).toArray(String[]::new));
    return files.select(columns.toArray(Column[]::new));
  }

  /** Columns are found by their ids: one that was renamed has another name in older files. */
  private static StructField field(LakeField field) {
    return new StructField(
        field.name(),
        type(field),
        true,
        new MetadataBuilder().putLong("parquet.field.id", field.id()).build());
  }

  private static org.apache.spark.sql.types.DataType type(LakeField field) {
    if (field.type() instanceof DataType.Array) {
      return DataTypes.createArrayType(type(field.children().get(0)), true);
    }
    if (field.type() instanceof DataType.Struct) {
      return new StructType(
          field.children().stream().map(LakeRows::field).toArray(StructField[]::new));
    }
    if (field.type() instanceof DataType.Decimal decimal) {
      return DataTypes.createDecimalType(decimal.precision(), decimal.scale());
    }
    return switch ((DataType.Primitive) field.type()) {
      case BOOLEAN -> DataTypes.BooleanType;
      case BIGINT -> DataTypes.LongType;
      case DOUBLE -> DataTypes.DoubleType;
      case FLOAT -> DataTypes.FloatType;
      case VARCHAR -> DataTypes.StringType;
      case TIMESTAMP -> DataTypes.TimestampNTZType;
    };
  }
}
