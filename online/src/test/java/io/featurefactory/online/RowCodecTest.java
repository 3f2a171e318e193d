package io.featurefactory.online;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.StoredRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowCodecTest {
  private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void read_writtenRow_givesTheSameValues() {
    for (int seed = 0; seed < 2_000; seed++) {
      RandomValues random = new RandomValues(seed);
      RowSchema schema = random.schema();
      RowValues values = random.values(schema);
      byte[] bytes = new RowWriter(schema).write(DAY, values);
      byte[] embedded = new byte[bytes.length + 5];
      System.arraycopy(bytes, 0, embedded, 5, bytes.length);
      RowValues target = random.values(schema);
      long changedAt = new RowReader(schema).read(StoredRow.of(1, embedded, 5), target);
      assertThat(Boundaries.ofMicros(changedAt)).isEqualTo(DAY);
      assertThat(target.sameAs(values)).as("seed %d: %s", seed, values).isTrue();
      assertThat(target.toList()).isEqualTo(values.toList());
    }
  }

  /**
   * Whatever is accepted is what the writer writes, or the same in a format or with a window that
   * is not the shortest; all else is refused with a message.
   */
  @Test
  void read_damagedRow_isRefusedOrIsAnotherRow() {
    int refused = 0;
    int accepted = 0;
    for (int seed = 0; seed < 400; seed++) {
      RandomValues random = new RandomValues(seed);
      RowSchema schema = random.schema();
      byte[] bytes = new RowWriter(schema).write(DAY, random.values(schema));
      Random damage = new Random(seed);
      for (int i = 0; i < 100; i++) {
        if (survives(schema, damaged(bytes, damage))) {
          accepted++;
        } else {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(10_000);
    assertThat(accepted).isGreaterThan(1_000);
  }

  @Test
  void read_randomBytesBehindAHeader_isRefusedOrIsARow() {
    Random bytes = new Random(7);
    for (int seed = 0; seed < 500; seed++) {
      RowSchema schema = new RandomValues(seed).schema();
      for (int i = 0; i < 40; i++) {
        byte[] row = new byte[3 + bytes.nextInt(60)];
        bytes.nextBytes(row);
        row[0] = (byte) (1 + bytes.nextInt(2) + (bytes.nextBoolean() ? RowWriter.HAS_NULLS : 0));
        row[1] = (byte) (schema.mark() >>> 8);
        row[2] = (byte) schema.mark();
        survives(schema, row);
      }
    }
  }

  private static boolean survives(RowSchema schema, byte[] bytes) {
    RowValues values = new RowValues(schema);
    long changedAt;
    try {
      changedAt = new RowReader(schema).read(StoredRow.of(1, bytes, 0), values);
    } catch (RowFormatException e) {
      assertThat(e).hasMessageMatching("(?s).*[a-z].*");
      return false;
    }
    Instant time = Boundaries.ofMicros(changedAt);
    byte[] again = new RowWriter(schema).write(time, values);
    if (!Arrays.equals(again, bytes)) {
      assertThat(schema.columns()).anyMatch(c -> c.type() == Primitive.DOUBLE);
      assertThat(again).hasSizeLessThanOrEqualTo(bytes.length);
      RowComparison comparison = new RowComparison(schema);
      assertThat(comparison.same(StoredRow.of(1, again, 0), StoredRow.of(1, bytes, 0))).isTrue();
    }
    return true;
  }

  /** Rows whose exponents are near each other, far away, and at all edges. */
  @Test
  void read_writtenDoubles_haveTheSameBits() {
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      RowSchema schema = schemaOf(Collections.nCopies(1 + random.nextInt(60), Primitive.DOUBLE));
      RowValues values = new RowValues(schema);
      int middle = random.nextInt(0x800);
      int spread = 1 + random.nextInt(1 << random.nextInt(11));
      int zeros = random.nextInt(64);
      for (int i = 0; i < values.size(); i++) {
        long exponent = Math.min(0x7ff, middle + random.nextInt(spread));
        long bits = (random.nextLong() & ~(0x7ffL << 52)) | (exponent << 52);
        values.setDouble(i, Double.longBitsToDouble((bits >>> zeros) << random.nextInt(zeros + 1)));
      }
      byte[] bytes = new RowWriter(schema).write(DAY, values);
      assertThat(bytes.length).isLessThanOrEqualTo(6 + 8 * values.size());
      RowValues target = new RowValues(schema);
      new RowReader(schema).read(StoredRow.of(1, bytes, 0), target);
      assertThat(target.sameAs(values)).as("seed %d: %s", seed, values).isTrue();
    }
  }

  @Test
  void write_randomDoubles_areSevenBytes() {
    RowSchema schema = schemaOf(Collections.nCopies(50, Primitive.DOUBLE));
    Random random = new Random(7);
    RowWriter writer = new RowWriter(schema);
    RowValues values = new RowValues(schema);
    for (int row = 0; row < 1_000; row++) {
      for (int i = 0; i < values.size(); i++) {
        values.setDouble(i, random.nextGaussian());
      }
      assertThat(writer.write(DAY, values).length).isBetween(357, 377);
    }
  }

  @Test
  void read_wrongDoubles_saysWhat() {
    refusedDouble("00", "v: 0 bytes (expected: 7 more)");
    refusedDouble("00 79", "v: a double that begins with 79");
    refusedDouble("00 f0", "v: a double that begins with f0");
    refusedDouble("00 71", "v: 0 bytes (expected: 1 more)");
    refusedDouble("00 71 00", "v: a double that is not written the shortest way");
    refusedDouble("00 73 3f f0 00", "v: a double that is not written the shortest way");
    refusedDouble("00 60 00 00 00 00 00 00", "v: a double that is not written the shortest way");
    refusedDouble(
        "00 78 3f b9 99 99 99 99 99 9a", "v: a double that is not written the shortest way");
    refusedDouble("00 78 7f f8 00 00 00 00 00 01", "v: a NaN that is not 7ff8000000000000");
    refusedDouble("80 10 70", "exponents from 2041 (expected: 0 to 2040)");
    refusedDouble("f3 0f 70", "exponents from -1 (expected: 0 to 2040)");
    refusedDouble("00 70 70", "1 bytes after the last value (expected: none)");
  }

  private static void refusedDouble(String values, String message) {
    RowSchema schema = schema(Primitive.DOUBLE);
    byte[] bytes = bytes(schema, "00", values);
    bytes[0] = 2;
    assertThatThrownBy(() -> read(schema, bytes))
        .isInstanceOf(RowFormatException.class)
        .hasMessageContaining(message);
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    int at = random.nextInt(copy.length);
    switch (random.nextInt(4)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[at] = (byte) random.nextInt();
      case 2 -> copy = Arrays.copyOf(copy, at);
      default -> copy = Arrays.copyOf(copy, copy.length + 1 + random.nextInt(3));
    }
    return copy;
  }

  @Test
  void read_hugeLengths_allocatesNothing() {
    String huge = "ff ff ff ff 7f";
    refused(Primitive.VARCHAR, huge, "v: 0 bytes (expected: 34359738367)");
    refused(new Decimal(38, 0), huge, "v: 0 bytes (expected: 34359738367)");
    refused(new Array(Primitive.BIGINT), huge, "v: 0 bytes (expected: an array of 17179869183)");
    refused(new Array(Primitive.BOOLEAN), huge, "v: 0 bytes (expected: an array of 17179869183)");
    String unsigned = "ff ff ff ff ff ff ff ff ff 01";
    refused(Primitive.VARCHAR, unsigned, "v: 0 bytes (expected: 18446744073709551615)");
    refused(
        new Array(Primitive.FLOAT),
        unsigned,
        "v: 0 bytes (expected: an array of 9223372036854775807)");
  }

  @Test
  void read_wrongValues_saysWhat() {
    refused(Primitive.BIGINT, "80 00", "v: a number that is not written the shortest way");
    refused(Primitive.BIGINT, "ff ff ff ff ff ff ff ff ff 02", "v: a number that is not written");
    refused(Primitive.BIGINT, "", "v: 0 bytes (expected: 1 more)");
    refused(Primitive.BIGINT, "02 02", "1 bytes after the last value (expected: none)");
    refused(Primitive.DOUBLE, "00 00", "v: 2 bytes (expected: 8 more)");
    refused(Primitive.DOUBLE, "01 00 00 00 00 00 f8 7f", "v: a NaN that is not 7ff8000000000000");
    refused(new Array(Primitive.FLOAT), "02 01 00 c0 7f", "v: a NaN that is not 7fc00000");
    refused(Primitive.VARCHAR, "02 c3 28", "v: a text that is not UTF-8");
    refused(Primitive.VARCHAR, "03 ed a0 80", "v: a text that is not UTF-8");
    refused(Primitive.BOOLEAN, "02", "a bit that is not used and not 0");
    refused(new Decimal(3, 1), "d0 0f", "v: a decimal of more digits than decimal(3,1)");
    refused(new Decimal(19, 0), "02 00 01", "v: a decimal that is not written the shortest way");
    refused(new Decimal(19, 0), "00", "v: a decimal of no bytes");
    refused(
        new Decimal(19, 0), "09 00 8a c7 23 04 89 e8 00 00", "v: a decimal of more digits than");
    refused(Primitive.TIMESTAMP, "00 00 00 00 00 00 00 80", "v: a time of -9223372036854775808");
    refused(new Array(Primitive.BIGINT), "03 00 02", "v: a null bitmap without a NULL");
    refused(new Array(Primitive.BOOLEAN), "03 01 01", "v: a boolean that is NULL and true");
  }

  @Test
  void read_otherFormatOrSchema_saysWhichIsExpected() {
    RowSchema schema = schema(Primitive.BIGINT);
    byte[] row = new RowWriter(schema).write(DAY, new RowValues(schema));
    row[0] = 3;
    assertThatThrownBy(() -> read(schema, row))
        .isInstanceOf(RowFormatException.class)
        .hasMessage("a row of format 3, header 03 (expected: format 1)");
    row[0] = 0x21;
    assertThatThrownBy(() -> read(schema, row)).hasMessageContaining("header 21");
    row[0] = 1;
    row[1]++;
    assertThatThrownBy(() -> read(schema, row))
        .hasMessageMatching("a row of schema [0-9a-f]{4} \\(expected: [0-9a-f]{4}\\)");
    assertThatThrownBy(() -> read(schema, new byte[0])).hasMessage("0 bytes (expected: 1 more)");
    assertThatThrownBy(() -> read(schema, bytes(schema, "fe ff ff ff ff ff ff ff ff 01", "00")))
        .hasMessage("changed_at: 9223372036854775807 hops (expected: fewer)");
  }

  @Test
  void set_valueOfOtherType_isRefused() {
    wrong(Primitive.BIGINT, 1, "value 1 of Integer (expected: a value of type bigint)");
    wrong(Primitive.BIGINT, "1", "value 1 of String (expected: a value of type bigint)");
    wrong(Primitive.DOUBLE, 1L, "value 1 of Long (expected: a value of type double)");
    wrong(Primitive.VARCHAR, "\ud83d", "of String (expected: a value of type string)");
    wrong(Primitive.TIMESTAMP, Instant.MAX, "(expected: a value of type timestamp)");
    wrong(new Decimal(4, 2), new BigDecimal("1.1"), "value 1.1 of String");
    wrong(new Decimal(4, 2), new BigDecimal("100.00"), "(expected: a value of type decimal(4,2))");
    wrong(new Array(Primitive.BIGINT), List.of("a"), "value a of String (expected: a value of");
    wrong(new Array(Primitive.FLOAT), List.of(0.5), "(expected: a value of type float)");
    RowValues values = new RowValues(schema(new Decimal(3, 0)));
    assertThatThrownBy(() -> values.setLong(0, 1000)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> values.setDouble(0, 1)).isInstanceOf(IllegalArgumentException.class);
    values.setLong(0, -999);
    assertThat(values.value(0)).isEqualTo(new BigDecimal("-999"));
  }

  @Test
  void set_list_isCopied() {
    RowValues values = new RowValues(schema(new Array(Primitive.BIGINT)));
    List<Long> list = new ArrayList<>(List.of(1L));
    values.set(0, list);
    list.add(2L);
    assertThat(values.value(0)).isEqualTo(List.of(1L));
  }

  @Test
  void write_timeBetweenBoundaries_isRefused() {
    RowSchema schema = schema(Primitive.BIGINT);
    Instant time = DAY.plusSeconds(1);
    assertThatThrownBy(() -> new RowWriter(schema).write(time, new RowValues(schema)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "changed_at: 2026-03-01T00:00:01Z (expected: a multiple of 86400000000 microseconds)");
  }

  @Test
  void schema_typeOfNoFeature_isRefused() {
    assertThatThrownBy(() -> schema(Primitive.FLOAT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("feature of type float (expected: boolean, bigint");
    assertThatThrownBy(() -> RowSchema.of(List.of(), Duration.ofDays(1), List.of()))
        .hasMessage(
            "0 features with an empty row of 0 values (expected: at least one, as many of both)");
  }

  @Test
  void fingerprint_differsWithEveryPartOfTheSchema() {
    RowSchema schema = schema(Primitive.BIGINT);
    RowSchema.Column column = schema.columns().get(0);
    Duration day = Duration.ofDays(1);
    List<Object> none = Collections.singletonList(null);
    assertThat(
            List.of(
                schema.fingerprint(),
                RowSchema.of(List.of(column), day, List.of(0L)).fingerprint(),
                RowSchema.of(List.of(column), day.dividedBy(2), none).fingerprint(),
                schema(Primitive.DOUBLE).fingerprint(),
                RowSchema.of(List.of(new RowSchema.Column("w", column.type())), day, none)
                    .fingerprint()))
        .doesNotHaveDuplicates();
  }

  private static void refused(DataType type, String values, String message) {
    RowSchema schema = schema(type);
    assertThatThrownBy(() -> read(schema, bytes(schema, "00", values)))
        .isInstanceOf(RowFormatException.class)
        .hasMessageContaining(message);
  }

  private static void wrong(DataType type, Object value, String message) {
    RowValues values = new RowValues(schema(type));
    assertThatThrownBy(() -> values.set(0, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static byte[] bytes(RowSchema schema, String changedAt, String values) {
    String mark = HexFormat.of().toHexDigits((short) schema.mark());
    return HexFormat.of().parseHex("01" + mark + (changedAt + values).replace(" ", ""));
  }

  private static void read(RowSchema schema, byte[] bytes) {
    new RowReader(schema).read(StoredRow.of(1, bytes, 0), new RowValues(schema));
  }

  private static RowSchema schemaOf(List<? extends DataType> types) {
    List<RowSchema.Column> columns = new ArrayList<>();
    types.forEach(type -> columns.add(new RowSchema.Column("f" + columns.size(), type)));
    return RowSchema.of(columns, Duration.ofDays(1), Collections.nCopies(types.size(), null));
  }

  private static RowSchema schema(DataType type) {
    return RowSchema.of(
        List.of(new RowSchema.Column("v", type)),
        Duration.ofDays(1),
        Collections.singletonList(null));
  }
}
