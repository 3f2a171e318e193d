package io.featurefactory.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowAppenderTest {
  private static final Instant TIME = Instant.parse("1969-12-31T23:59:59.999999Z");
  private static final List<DataType> TYPES =
      List.of(
          Primitive.BIGINT,
          Primitive.DOUBLE,
          Primitive.BOOLEAN,
          Primitive.VARCHAR,
          Primitive.TIMESTAMP,
          new Decimal(12, 2),
          new Decimal(38, 10),
          new Array(Primitive.BIGINT),
          new Array(Primitive.DOUBLE),
          new Array(Primitive.FLOAT),
          new Array(Primitive.BOOLEAN),
          new Array(Primitive.VARCHAR),
          new Array(Primitive.TIMESTAMP),
          new Array(new Decimal(12, 2)));

  @TempDir Path temporary;

  @Test
  void append_valuesOfEveryType_areReadAsTheyWere() {
    List<@Nullable Object> nulls = Collections.nCopies(TYPES.size(), null);
    List<@Nullable Object> values =
        Arrays.asList(
            Long.MIN_VALUE,
            -0.0,
            true,
            "ö\u0000\n'\"",
            TIME,
            new BigDecimal("-1.20"),
            new BigDecimal("1234567890123456789012345678.0123456789"),
            Arrays.asList(1L, null, Long.MAX_VALUE),
            Arrays.asList(Double.NaN, null, -0.0),
            Arrays.asList(1.5f, null),
            Arrays.asList(true, null),
            Arrays.asList("a", null, ""),
            Arrays.asList(TIME, null),
            Arrays.asList(new BigDecimal("0.10"), null));
    List<ColumnSpec> columns = new ArrayList<>();
    for (int i = 0; i < TYPES.size(); i++) {
      columns.add(ColumnSpec.nullable("c " + i, TYPES.get(i)));
    }
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(temporary.resolve("spill")));
        KernelSession session = kernel.session()) {
      try (RowAppender rows = RowAppender.open(session, "rows of mine", columns)) {
        rows.append(values);
        rows.append(nulls);
        assertThatThrownBy(() -> rows.append(List.of(1L))).hasMessageContaining("row of 1 values");
      }
      List<List<@Nullable Object>> read =
          session.query("SELECT * FROM \"rows of mine\"", ResultRow::values);
      assertThat(read).hasSize(2);
      assertThat(read.get(1)).isEqualTo(nulls);
      for (int i = 0; i < values.size(); i++) {
        Object expected = i == 9 ? Arrays.asList(1.5, null) : values.get(i);
        assertThat(read.get(0).get(i)).as(TYPES.get(i).displayName()).isEqualTo(expected);
      }
    }
  }
}
