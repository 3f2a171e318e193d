package io.featurefactory.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RowTextTest {
  private static final List<DemoSource.Column> COLUMNS =
      List.of(
          new DemoSource.Column("id", false),
          new DemoSource.Column("n", true),
          new DemoSource.Column("at", false));

  @Test
  void csv_allKinds_areSeparatedByCommasUnderAHeader() throws IOException {
    String text =
        written(
            FileFormat.CSV,
            row -> {
              row.open(RowText.bytes("AD-")).part(7).part('x').shut();
              row.cents(1205).time(at("2026-01-31T09:05:00.040Z")).endRow();
              row.text("münchen").nothing().nothing().endRow();
            });

    assertThat(text).isEqualTo("id,n,at\nAD-7x,12.05,2026-01-31T09:05:00.040Z\nmünchen,,\n");
  }

  @Test
  void jsonLines_allKinds_areQuotedUnlessTheyAreNumbers() throws IOException {
    String text =
        written(
            FileFormat.JSON_LINES,
            row -> {
              row.text("a").number(10).time(at("1999-12-31T23:59:59.999Z")).endRow();
              row.nothing().nothing().nothing().endRow();
            });

    assertThat(text)
        .isEqualTo(
            """
            {"id":"a","n":10,"at":"1999-12-31T23:59:59.999Z"}
            {"id":null,"n":null,"at":null}
            """);
  }

  @Test
  void number_anyLength_isItsDecimalText() throws IOException {
    long[] numbers = {
      0,
      9,
      10,
      99,
      100,
      999,
      1000,
      9_999,
      10_000,
      99_999,
      100_000,
      1_234_567,
      Integer.MAX_VALUE,
      Integer.MAX_VALUE + 1L,
      10_000_000_000L,
      5_000_000_000_000_000_001L,
      Long.MAX_VALUE
    };
    for (long number : numbers) {
      assertThat(written(FileFormat.CSV, row -> row.nothing().number(number).nothing().endRow()))
          .isEqualTo("id,n,at\n," + number + ",\n");
    }
  }

  @Test
  void endRow_moreThanTheBuffer_losesNothing() throws IOException {
    String text =
        written(
            FileFormat.CSV,
            row -> {
              for (int i = 0; i < 60_000; i++) {
                row.text("some text").number(i).time(0).endRow();
              }
              assertThat(row.rows()).isEqualTo(60_000);
            });

    assertThat(text.lines().skip(1))
        .hasSize(60_000)
        .last()
        .isEqualTo("some text,59999,1970-01-01T00:00:00.000Z");
  }

  private static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  private static String written(FileFormat format, Consumer<RowText> rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RowText text = new RowText(out, format, COLUMNS)) {
      rows.accept(text);
    }
    return out.toString(UTF_8);
  }
}
