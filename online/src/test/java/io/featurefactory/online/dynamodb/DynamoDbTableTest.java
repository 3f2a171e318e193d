package io.featurefactory.online.dynamodb;

import static io.featurefactory.online.dynamodb.DynamoDbFixture.VIEW;
import static io.featurefactory.online.dynamodb.DynamoDbFixture.delete;
import static io.featurefactory.online.dynamodb.DynamoDbFixture.key;
import static io.featurefactory.online.dynamodb.DynamoDbFixture.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** The table itself: how it is made, what it takes, what is removed from it. */
final class DynamoDbTableTest {
  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final SettableClock clock = new SettableClock();
  private DynamoDbSettings settings;
  private DynamoDbFixture shop;
  private DynamoDbLink table;

  @BeforeEach
  void open() {
    settings = TestTables.another();
    shop = DynamoDbFixture.open(settings, clock);
    table = new DynamoDbLink("table", settings);
  }

  @AfterEach
  void close() {
    shop.close();
    table.close();
  }

  private int items() {
    return items("attribute_exists(p)", Map.of()).size();
  }

  private List<Map<String, AttributeValue>> items(
      String filter, Map<String, AttributeValue> values) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    Map<String, AttributeValue> next = Map.of();
    do {
      ScanRequest.Builder request =
          ScanRequest.builder()
              .tableName(settings.table())
              .consistentRead(true)
              .filterExpression(filter);
      if (!values.isEmpty()) {
        request.expressionAttributeValues(values);
      }
      if (!next.isEmpty()) {
        request.exclusiveStartKey(next);
      }
      ScanResponse page = table.await(table.client().scan(request.build()));
      items.addAll(page.items());
      next = page.lastEvaluatedKey();
    } while (!next.isEmpty());
    return items;
  }

  /** Removes what has expired, as DynamoDB does some day. */
  private void expire(long epochSecond) {
    AttributeValue now = AttributeValue.fromN(Long.toString(epochSecond));
    for (Map<String, AttributeValue> item : items("x < :now", Map.of(":now", now))) {
      Map<String, AttributeValue> key = Map.of("p", item.get("p"), "k", item.get("k"));
      table.await(table.client().deleteItem(r -> r.tableName(settings.table()).key(key)));
    }
  }

  @Test
  void read_noTable_answersNothingAndMakesNone() {
    assertThat(shop.read("a").progress()).isNull();
    assertThat(shop.store().views()).isEmpty();
    assertThat(shop.store().findProgress(VIEW)).isNull();
    try (RowScan scan = shop.store().scan(VIEW)) {
      assertThat(scan.next()).isFalse();
    }
    assertThatThrownBy(() -> describe(table)).hasMessageContaining("is not there, or not yet");
  }

  private static TableDescription describe(DynamoDbLink link) {
    return link.await(link.client().describeTable(r -> r.tableName(link.table()))).table();
  }

  @Test
  void openWriter_noTable_makesItAsTheSettingsSay() {
    shop.store().openWriter().close();
    shop.store().openWriter().close();
    DynamoDbSettings provisioned =
        TestTables.another().withCapacity(new DynamoDbSettings.Capacity(7, 3));
    try (DynamoDbFixture other = DynamoDbFixture.open(provisioned);
        DynamoDbLink otherLink = new DynamoDbLink("table", provisioned)) {
      other.store().openWriter().close();
      TableDescription byRequest = describe(table);
      assertThat(byRequest.billingModeSummary().billingMode())
          .isEqualTo(BillingMode.PAY_PER_REQUEST);
      assertThat(describe(otherLink).provisionedThroughput().readCapacityUnits()).isEqualTo(7);
      assertThat(describe(otherLink).provisionedThroughput().writeCapacityUnits()).isEqualTo(3);
    }
  }

  @Test
  void openWriter_tableOfSomebodyElse_isRefused() {
    table.await(
        table
            .client()
            .createTable(
                r ->
                    r.tableName(settings.table())
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(
                            KeySchemaElement.builder()
                                .attributeName("id")
                                .keyType(KeyType.HASH)
                                .build())
                        .attributeDefinitions(
                            AttributeDefinition.builder()
                                .attributeName("id")
                                .attributeType(ScalarAttributeType.S)
                                .build())));
    assertThatThrownBy(() -> shop.store().openWriter())
        .isInstanceOfSatisfying(
            FactoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USER))
        .hasMessageContaining("for online store table: it has the key id S HASH (expected: ")
        .hasMessageContaining("Name another in online.table.table");
    assertThatThrownBy(() -> shop.read("a")).hasMessageContaining("it has other keys (expected: ");
  }

  @Test
  void write_rowsOfAllSizesAndKeys_areReadAndScanned() {
    String[] keys = {"", "a", "k".repeat(1023), "k".repeat(1024), "k".repeat(5000)};
    List<RowChange> rows = new ArrayList<>();
    for (String key : keys) {
      rows.add(put(key, 1, "row of " + key));
    }
    rows.add(put("large", 1, "x".repeat(400 * 1024 - 200)));
    shop.rebuild(1, rows.toArray(RowChange[]::new));
    for (String key : keys) {
      assertThat(shop.row(key)).isEqualTo("row of " + key);
    }
    assertThat(shop.row("large")).hasSize(400 * 1024 - 200);
    assertThat(shop.row("k".repeat(5001))).isEmpty();
    List<byte[]> scanned = new ArrayList<>();
    try (RowScan scan = shop.store().scan(VIEW)) {
      while (scan.next()) {
        scanned.add(scan.key());
      }
    }
    assertThat(scanned).contains(key(""), key("k".repeat(1024)), key("k".repeat(5000))).hasSize(6);
  }

  @Test
  void write_rowOverTheLimit_isRefusedAndNothingOfItsBatchIsWritten() {
    shop.rebuild(1, put("a", 1, "one"));
    int before = items();
    assertThatThrownBy(() -> shop.publish(2, put("a", 2, "two"), put("b", 2, "x".repeat(409_600))))
        .isInstanceOfSatisfying(
            FactoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DATA))
        .hasMessageStartingWith(
            "Cannot write ads v1 to online store table: the row of key 0x62 has")
        .hasMessageContaining("(expected: at most 409,600");
    assertThat(shop.row("a")).isEqualTo("one");
    assertThat(items()).isEqualTo(before);
    shop.publish(2, put("a", 2, "two"));
    assertThat(shop.row("a")).isEqualTo("two");
  }

  /** 60 rows of 300 KB do not fit into the 16 MB of an answer. */
  @Test
  void read_moreThanAnAnswerHolds_answersAll() {
    List<RowChange> rows = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(put("k" + i, 1, Integer.toString(i % 10).repeat(300_000)));
      keys.add(key("k" + i));
    }
    for (int i = 0; i < 300; i++) {
      keys.add(key("missing" + i));
    }
    shop.rebuild(1, rows.toArray(RowChange[]::new));
    List<StoredRow> answer = shop.store().read(List.of(new RowRequest(VIEW, keys))).get(0).rows();
    for (int i = 0; i < 60; i++) {
      assertThat(answer.get(i).row()).hasSize(300_000).startsWith((byte) ('0' + i % 10));
    }
    assertThat(answer.subList(60, 360)).containsOnlyNulls();
  }

  @Test
  void tombstone_goesWhenItsTimeIsOver_andReadsAlikeBefore() {
    shop.rebuild(1, put("a", 1, "one"), put("b", 1, "one"));
    shop.publish(2, delete("a", 2));
    assertThat(items()).isEqualTo(3);
    assertThat(shop.row("a")).isEmpty();
    long expires = clock.instant().plus(DynamoDbWriter.TOMBSTONE_LIFE).getEpochSecond();
    expire(expires);
    assertThat(items()).isEqualTo(3);
    expire(expires + 1);
    assertThat(items()).isEqualTo(2);
    assertThat(shop.row("a")).isEmpty();
    shop.publish(3, put("a", 3, "three"));
    expire(expires * 2);
    assertThat(shop.row("a")).isEqualTo("three");
  }

  @Test
  void read_runIsOpenForLongerThanTombstonesLive_fails() {
    shop.rebuild(1, put("a", 1, "one"));
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, clock.instant());
    }
    clock.pass(DynamoDbWriter.TOMBSTONE_LIFE);
    assertThat(shop.row("a")).isEqualTo("one");
    clock.pass(Duration.ofSeconds(1));
    assertThatThrownBy(() -> shop.read("a"))
        .hasMessageContaining("Run ff publish ads --store table");
  }

  @Test
  void dropGeneration_rowsRestForAMinute_thenTheNextWriterRemovesThem() {
    shop.rebuild(1, put("a", 1, "one"), put("b", 1, "one"));
    shop.rebuild(2, put("a", 2, "two"));
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.dropGeneration(VIEW, 1);
      assertThat(items()).isEqualTo(4);
      clock.pass(Garbage.REST);
      writer.dropGeneration(VIEW, 1);
      assertThat(items()).as("a second before").isEqualTo(4);
      clock.pass(Duration.ofSeconds(1));
      writer.dropGeneration(VIEW, 1);
      assertThat(items()).isEqualTo(2);
      writer.drop(VIEW);
      clock.pass(Garbage.REST.plusSeconds(1));
      writer.drop(VIEW);
      assertThat(items()).as("the head stays, with its numbers").isEqualTo(1);
    }
    shop.rebuild(3, put("a", 3, "three"));
    assertThat(shop.progress().current().number()).isEqualTo(3);
  }

  @Test
  void drop_manyRows_removesAllOfThem() {
    RowChange[] rows = new RowChange[1500];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = put("k" + i, 1, "x".repeat(2000));
    }
    shop.rebuild(1, rows);
    assertThat(items()).isEqualTo(1501);
    try (OnlineWriter writer = shop.store().openWriter()) {
      writer.drop(VIEW);
      clock.pass(Duration.ofMinutes(2));
      writer.beginGeneration(VIEW, "log");
    }
    assertThat(items()).isEqualTo(1);
  }
}
