package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoredTypesTest {
  private static final DataType AD =
      new DataType.Struct(List.of(new DataType.Field("price", new DataType.Decimal(12, 2))));

  @TempDir Path folder;

  @Test
  void contradictions_areThoseOfStoredPathsOnly() {
    try (Warehouse warehouse =
        Warehouse.open(
            new WarehouseSettings(
                folder.resolve("warehouse").toString(),
                "jdbc:sqlite:" + folder.resolve("catalog.db"),
                "test"),
            Clock.systemUTC())) {
      LakeTable table =
          warehouse.createTable(
              new TableSpec(
                  TableId.lake("pages"),
                  List.of(
                      ColumnSpec.nullable("at", Primitive.TIMESTAMP),
                      ColumnSpec.nullable("user", Primitive.BIGINT),
                      ColumnSpec.nullable("ads", new DataType.Array(AD))),
                  Partitioning.none(),
                  Map.of()));

      assertThat(
              StoredTypes.contradictions(
                  source(
                      column("at", Primitive.TIMESTAMP, "at"),
                      column("user", Primitive.VARCHAR, "user"),
                      column("price", new DataType.Decimal(12, 2), "ads.price"),
                      column("cents", Primitive.BIGINT, "ads.price"),
                      column("name", Primitive.VARCHAR, "user.name"),
                      column("new_field", Primitive.BIGINT, "ads.new_field"),
                      column("new_column", Primitive.BIGINT, "new_column")),
                  table))
          .extracting(found -> found.column().name() + " is " + found.stored())
          .containsExactly("user is bigint", "cents is decimal(12,2)", "name is bigint");
    }
  }

  private static Source.Column column(String name, DataType type, String path) {
    return new Source.Column(name, type, path, null);
  }

  private static Source source(Source.Column... columns) {
    @Nullable String none = null;
    return new Source(
        "pages", new Source.LakeTable("pages"), "at", none, none, none, "ads", List.of(columns));
  }
}
