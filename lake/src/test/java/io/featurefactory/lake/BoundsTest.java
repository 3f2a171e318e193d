package io.featurefactory.lake;

import static io.featurefactory.model.DataType.Primitive.BIGINT;
import static io.featurefactory.model.DataType.Primitive.BOOLEAN;
import static io.featurefactory.model.DataType.Primitive.DOUBLE;
import static io.featurefactory.model.DataType.Primitive.TIMESTAMP;
import static io.featurefactory.model.DataType.Primitive.VARCHAR;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.DataType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bounds in Iceberg's metadata, against every value of the files. */
final class BoundsTest {
  private static final int FILES = 30;

  private static final TableSpec SPEC =
      new TableSpec(
          TableId.lake("bounds"),
          List.of(
              ColumnSpec.nullable("b", BOOLEAN),
              ColumnSpec.nullable("n", BIGINT),
              ColumnSpec.nullable("x", DOUBLE),
              ColumnSpec.nullable("d", new DataType.Decimal(38, 10)),
              ColumnSpec.nullable("e", new DataType.Decimal(9, 2)),
              ColumnSpec.nullable("s", VARCHAR),
              ColumnSpec.nullable("t", TIMESTAMP)),
          Partitioning.none(),
          Map.of());

  /** Values at the edges and in between; each file has another mix, some have NULLs only. */
  private static final String ROWS =
      """
      SELECT
        CASE WHEN r %% 3 = 0 THEN r %% 2 = 0 END AS b,
        CASE (r + %1$d) %% 7 WHEN 0 THEN 9223372036854775807 WHEN 1 THEN -9223372036854775808
          WHEN 2 THEN NULL ELSE hash(r, %1$d)::HUGEINT %% 1000000 - 500000 END AS n,
        CASE (r + %1$d) %% 11 WHEN 0 THEN -0.0 WHEN 1 THEN 0.0 WHEN 2 THEN 4.9e-324 WHEN 3 THEN 1.7976931348623157e308
          WHEN 4 THEN 'inf'::DOUBLE WHEN 5 THEN '-inf'::DOUBLE WHEN 6 THEN NULL
          WHEN 7 THEN CASE WHEN %1$d %% 5 = 0 THEN 'nan'::DOUBLE ELSE 0.1 END
          ELSE sin(r + %1$d) * 1e10 END AS x,
        CASE WHEN (r + %1$d) %% 4 > 0 THEN (hash(r, %1$d)::HUGEINT - 9223372036854775808)::DECIMAL(38, 10) / 3 END AS d,
        CASE WHEN (r + %1$d) %% 4 > 1 THEN ((hash(r, %1$d) %% 100000)::DOUBLE / 100 - 500)::DECIMAL(9, 2) END AS e,
        CASE (r + %1$d) %% 9 WHEN 0 THEN '' WHEN 1 THEN repeat('é', r::INT * 7) WHEN 2 THEN repeat(chr(1114111), 20)
          WHEN 3 THEN NULL WHEN 4 THEN 'a' || chr(10) || '}, "b"={' WHEN 5 THEN chr(55295) || chr(57344)
          WHEN 6 THEN repeat(chr(128512), 40) ELSE 'v' || hash(r) END AS s,
        CASE (r + %1$d) %% 6 WHEN 0 THEN TIMESTAMP '1969-12-31 23:59:59.999999' WHEN 1 THEN TIMESTAMP '2262-04-11 23:47:16.854775'
          WHEN 2 THEN NULL WHEN 3 THEN TIMESTAMP '0001-01-01 00:00:00'
          ELSE make_timestamp((hash(r, %1$d) %% 4000000000000000)::BIGINT - 1000000000000000) END AS t
      FROM range(%2$d) rows(r)
      """;

  @TempDir Path folder;

  @Test
  void bounds_holdForEveryValue_andAreThere() {
    int known = 0;
    try (LakeFixture lake = new LakeFixture(folder)) {
      LakeTable table = lake.warehouse.createTable(SPEC);
      for (int i = 0; i < FILES; i++) {
        String rows = ROWS.formatted(i, 1 + i * 3);
        table.commit(
            Commit.append(lake.session.write(rows, table.target(), WriteOptions.defaults())));
      }
      List<LakeFile> files = table.files(table.currentSnapshot());
      assertThat(files).hasSize(FILES);
      for (LakeFile file : files) {
        for (LakeField column : table.columns()) {
          known += check(lake, table, file, column);
        }
      }
    }
    assertThat(known).isGreaterThan(FILES * 4);
  }

  private static int check(LakeFixture lake, LakeTable table, LakeFile file, LakeField column) {
    String relation = table.relation(List.of(file));
    List<Object> values =
        lake.session.query("SELECT " + column.name() + " FROM " + relation, row -> row.value(0));
    ColumnStatistics statistics = file.columns().get(column.id());
    assertThat(statistics.values()).isEqualTo(values.size()).isEqualTo(file.records());
    assertThat(statistics.nulls()).isEqualTo(values.stream().filter(v -> v == null).count());
    Object lower = statistics.lower();
    Object upper = statistics.upper();
    for (Object value : values) {
      if (value != null && lower != null) {
        assertThat(compare(lower, value)).as("%s: %s <= %s", column, lower, value).isNotPositive();
      }
      if (value != null && upper != null) {
        assertThat(compare(value, upper)).as("%s: %s <= %s", column, value, upper).isNotPositive();
      }
    }
    return lower != null && upper != null ? 1 : 0;
  }

  /** In the order of Iceberg's own readers. */
  @SuppressWarnings("unchecked")
  private static int compare(Object a, Object b) {
    return a instanceof String text
        ? Comparators.<CharSequence>forType(Types.StringType.get()).compare(text, (String) b)
        : ((Comparable<Object>) a).compareTo(b);
  }
}
