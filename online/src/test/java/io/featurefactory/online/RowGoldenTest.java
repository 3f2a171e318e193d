package io.featurefactory.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.StoredRow;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowGoldenTest {
  static List<GoldenRows.Row> rows() {
    return GoldenRows.rows();
  }

  static List<GoldenRows.Schema> schemas() {
    return GoldenRows.schemas();
  }

  @Test
  void files_haveRowsOfAllTypes() {
    assertThat(rows()).hasSizeGreaterThan(90);
    assertThat(schemas()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void write_values_givesTheBytes(GoldenRows.Row row) {
    byte[] written = new RowWriter(row.schema()).write(row.changedAt(), values(row));
    if (row.isWritten()) {
      assertThat(HexFormat.ofDelimiter(" ").formatHex(written)).isEqualTo(row.hex());
    } else {
      assertThat(written).hasSizeLessThanOrEqualTo(row.bytes().length);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void read_bytes_givesTheValues(GoldenRows.Row row) {
    RowValues target = new RowValues(row.schema());
    RowReader reader = new RowReader(row.schema());
    StoredRow stored = StoredRow.of(1, row.bytes(), 0);
    assertThat(Boundaries.ofMicros(reader.read(stored, target))).isEqualTo(row.changedAt());
    assertThat(reader.changedAt(stored)).isEqualTo(row.changedAt());
    assertThat(target.toList()).isEqualTo(row.values());
    assertThat(target.sameAs(values(row))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void fingerprint_isTheSpecified(GoldenRows.Schema schema) {
    assertThat(HexFormat.of().toHexDigits(schema.schema().fingerprint()))
        .isEqualTo(schema.fingerprint());
  }

  private static RowValues values(GoldenRows.Row row) {
    RowValues values = new RowValues(row.schema());
    for (int i = 0; i < values.size(); i++) {
      values.set(i, row.values().get(i));
    }
    return values;
  }
}
