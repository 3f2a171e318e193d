package io.featurefactory.online.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import io.featurefactory.online.SchemaWriter;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items that others can read, in a table. */
final class ReadableRowTest {
  private static final ViewId VIEW = new ViewId("ad_ctr", 1);
  private static final Instant TIME = Instant.parse("2026-03-01T00:00:00Z");
  private static final List<DataType> TYPES =
      List.of(
          Primitive.DOUBLE,
          Primitive.BIGINT,
          new Decimal(38, 4),
          Primitive.BOOLEAN,
          Primitive.VARCHAR,
          Primitive.TIMESTAMP,
          new Array(Primitive.DOUBLE));

  private final DynamoDbSettings settings = TestTables.another().withReadableItems();

  private static RowSchema schema(List<DataType> types) {
    List<RowSchema.Column> columns =
        types.stream().map(type -> new RowSchema.Column("n" + types.indexOf(type), type)).toList();
    return RowSchema.of(columns, Duration.ofHours(1), Collections.nCopies(columns.size(), null));
  }

  private static RowChange row(RowSchema schema, String key, @Nullable Object... values) {
    RowValues row = new RowValues(schema);
    for (int i = 0; i < values.length; i++) {
      row.set(i, values[i]);
    }
    return RowChange.put(
        KeyEncoding.bytes(List.of(key, "phones")), 1, new RowWriter(schema).write(TIME, row));
  }

  private Map<String, Map<String, AttributeValue>> publish(RowSchema schema, RowChange... rows) {
    try (DynamoDbOnlineStore store =
            DynamoDbOnlineStore.open("table", "shop", settings, Clock.systemUTC());
        DynamoDbLink link = new DynamoDbLink("table", settings);
        SchemaWriter writer = (SchemaWriter) store.openWriter()) {
      writer.describe(VIEW, List.of("ad_id", "query_category"), schema);
      int generation = writer.beginGeneration(VIEW, "log");
      writer.write(new RowBatch(VIEW, generation, 1, List.of(rows)));
      writer.switchGeneration(VIEW, generation, new Published(1, TIME, TIME, TIME));
      assertLookedUp(store, rows);
      return link
          .await(link.client().scan(r -> r.tableName(settings.table()).consistentRead(true)))
          .items()
          .stream()
          .filter(item -> item.containsKey(ReadableRow.KEY))
          .collect(
              Collectors.toMap(
                  item -> item.get(ReadableRow.KEY).m().get("ad_id").s(), item -> item));
    }
  }

  private static void assertLookedUp(DynamoDbOnlineStore store, RowChange... rows) {
    List<byte[]> keys = Arrays.stream(rows).map(RowChange::key).toList();
    List<@Nullable StoredRow> found = store.read(List.of(new RowRequest(VIEW, keys))).get(0).rows();
    for (int i = 0; i < rows.length; i++) {
      assertThat(Objects.requireNonNull(found.get(i)).row()).isEqualTo(rows[i].row());
    }
  }

  @Test
  void publish_valuesOfAllTypes_areAttributes() {
    RowSchema schema = schema(TYPES);
    Map<String, AttributeValue> item =
        publish(
                schema,
                row(
                    schema,
                    "AD-1",
                    0.045,
                    Long.MIN_VALUE,
                    new BigDecimal("-12345678901234567890.1234"),
                    true,
                    "größe",
                    TIME,
                    Arrays.asList(1.5, null)))
            .get("AD-1");

    assertThat(item.get("key").m())
        .containsOnly(
            Map.entry("ad_id", AttributeValue.fromS("AD-1")),
            Map.entry("query_category", AttributeValue.fromS("phones")));
    assertThat(item.get("features").m())
        .containsOnly(
            Map.entry("n0", AttributeValue.fromN("0.045")),
            Map.entry("n1", AttributeValue.fromN("-9223372036854775808")),
            Map.entry("n2", AttributeValue.fromN("-12345678901234567890.1234")),
            Map.entry("n3", AttributeValue.fromBool(true)),
            Map.entry("n4", AttributeValue.fromS("größe")),
            Map.entry("n5", AttributeValue.fromS("2026-03-01T00:00:00Z")),
            Map.entry(
                "n6",
                AttributeValue.fromL(
                    List.of(AttributeValue.fromN("1.5"), AttributeValue.fromNul(true)))));
  }

  @Test
  void publish_doublesThatAreNoNumbersOfDynamoDb_areTexts() {
    RowSchema schema = schema(List.of(Primitive.DOUBLE));
    Map<String, Map<String, AttributeValue>> items =
        publish(
            schema,
            row(schema, "nan", Double.NaN),
            row(schema, "infinite", Double.NEGATIVE_INFINITY),
            row(schema, "least", Double.MIN_VALUE),
            row(schema, "greatest", Double.MAX_VALUE),
            row(schema, "small", 1e-130),
            row(schema, "large", -9.98e125),
            row(schema, "zero", -0.0),
            row(schema, "null", (Object) null));

    assertThat(number(items, "nan")).isEqualTo(AttributeValue.fromS("nan"));
    assertThat(number(items, "infinite")).isEqualTo(AttributeValue.fromS("-inf"));
    assertThat(number(items, "least")).isEqualTo(AttributeValue.fromS("5e-324"));
    assertThat(number(items, "greatest"))
        .isEqualTo(AttributeValue.fromS("1.7976931348623157e+308"));
    assertThat(Double.parseDouble(number(items, "small").n())).isEqualTo(1e-130);
    assertThat(Double.parseDouble(number(items, "large").n())).isEqualTo(-9.98e125);
    assertThat(number(items, "zero")).isEqualTo(AttributeValue.fromN("0"));
    assertThat(items.get("null").get("features").m()).isEmpty();
  }

  private static AttributeValue number(Map<String, Map<String, AttributeValue>> items, String key) {
    return items.get(key).get("features").m().get("n0");
  }

  @Test
  void size_ofAttributes_isNoLessThanTheirTexts() {
    Map<String, AttributeValue> attributes =
        new ReadableRow(List.of("ad_id"), schema(List.of(Primitive.VARCHAR)))
            .attributes(row(schema(List.of(Primitive.VARCHAR)), "AD-1", "x".repeat(1_000)));

    assertThat(ReadableRow.size(attributes)).isBetween(1_000, 1_100);
  }
}
