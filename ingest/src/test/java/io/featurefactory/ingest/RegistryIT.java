package io.featurefactory.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedOutputStream;
import io.featurefactory.ingest.IngestSettings.Deleted;
import io.featurefactory.ingest.IngestSettings.Start;
import io.featurefactory.ingest.IngestSettings.Until;
import io.featurefactory.ingest.registry.AvroDecoder;
import io.featurefactory.ingest.registry.ProtobufDecoder;
import io.featurefactory.ingest.registry.RegistryAddress;
import io.featurefactory.ingest.registry.UnknownSchemaException;
import io.featurefactory.ingest.registry.UnreadableValueException;
import io.featurefactory.ingest.registry.ValueDecoder;
import io.featurefactory.model.EventStream;
import io.featurefactory.testkit.servers.ApicurioRegistry;
import io.featurefactory.testkit.servers.KafkaBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values whose schemas are in a real registry, framed as producers do. */
final class RegistryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Headers NO_HEADERS = new RecordHeaders();

  private static final String EVENT =
      """
      {"type": "record", "name": "Event", "namespace": "shop", "fields": [
        {"name": "id", "type": "string"},
        {"name": "ad", "type": {"type": "record", "name": "Ad", "fields": [
          {"name": "id", "type": "long"},
          {"name": "tags", "type": {"type": "array", "items": "string"}},
          {"name": "facts", "type": {"type": "map", "values": ["null", "double"]}}]}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["CLICK", "VIEW"]}},
        {"name": "price", "type":
          {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2}},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "score", "type": "float"},
        {"name": "odd", "type": "double"},
        {"name": "raw", "type": {"type": "fixed", "name": "Two", "size": 2}},
        {"name": "note", "type": ["null", "string"], "default": null},
        {"name": "top", "type": "boolean"}]}
      """;

  private static final String EVENT_JSON =
      """
      {"id":"é1","ad":{"id":9007199254740993,"tags":["a","b"],"facts":{"x":0.1,"y":null}},\
      "kind":"VIEW","price":"-123456789012345678.90","at":"2026-03-01T10:00:00.000001Z",\
      "seen":"2026-03-01T10:00:00.500Z","day":"2026-03-01","score":1.1,"odd":"NaN","raw":"AQI=",\
      "note":null,"top":true}""";

  private static final String COMMON =
      """
      syntax = "proto3";
      package shop.common;
      message Money { int64 cents = 1; string currency = 2; }
      """;

  private static final String PROTO =
      """
      syntax = "proto3";
      package shop;
      import "google/protobuf/timestamp.proto";
      import "common/money.proto";
      message Other { string x = 1; }
      message Event {
        enum Kind { UNKNOWN = 0; CLICK = 1; }
        message Inner { bool deep = 1; }
        string id = 1;
        int64 count = 2;
        optional int32 position = 3;
        Kind kind = 4;
        google.protobuf.Timestamp at = 5;
        shop.common.Money price = 6;
        repeated string tags = 7;
        map<string, double> facts = 8;
        optional string absent = 9;
        oneof target { string ad = 10; string shop = 11; }
      }
      """;

  private static final String PROTO_JSON =
      """
      {"id":"e1","count":"0","position":0,"kind":"CLICK","at":"2026-03-01T10:00:00.000001Z",\
      "price":{"cents":"1250","currency":""},"tags":["a"],"facts":{"x":0.5},"ad":"AD-1"}""";

  @TempDir static Path folder;
  private static ApicurioRegistry server;

  @BeforeAll
  static void start() {
    server = ApicurioRegistry.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RegistryAddress confluent() {
    return new RegistryAddress(RegistryAddress.Kind.CONFLUENT, server.confluentUri(), null);
  }

  private static RegistryAddress apicurio() {
    return new RegistryAddress(RegistryAddress.Kind.APICURIO, server.uri(), null);
  }

  /**
   * Registers a schema as Confluent's clients do.
   *
   * @param references subjects by the names that the schema has for them, in version 1
   * @return its id
   */
  private static int register(
      String subject, String type, String schema, Map<String, String> references)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("schemaType", type);
    body.put("schema", schema);
    body.put(
        "references",
        references.entrySet().stream()
            .map(e -> Map.of("name", e.getKey(), "subject", e.getValue(), "version", 1))
            .toList());
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(server.confluentUri() + "/subjects/" + subject + "/versions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body()).get("id").asInt();
  }

  private static byte[] framed(int id, byte[] payload) {
    return ByteBuffer.allocate(5 + payload.length).put((byte) 0).putInt(id).put(payload).array();
  }

  private static byte[] avro(Schema schema, Object datum) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(datum, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static byte[] event() throws IOException {
    Schema schema = new Schema.Parser().parse(EVENT);
    GenericData.Record ad = new GenericData.Record(schema.getField("ad").schema());
    ad.put("id", 9_007_199_254_740_993L);
    ad.put("tags", List.of("a", "b"));
    Map<String, Double> facts = new LinkedHashMap<>();
    facts.put("x", 0.1);
    facts.put("y", null);
    ad.put("facts", facts);
    GenericData.Record event = new GenericData.Record(schema);
    event.put("id", "é1");
    event.put("ad", ad);
    event.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "VIEW"));
    event.put(
        "price",
        ByteBuffer.wrap(new BigDecimal("-123456789012345678.90").unscaledValue().toByteArray()));
    event.put("at", 1_772_359_200_000_001L);
    event.put("seen", 1_772_359_200_500L);
    event.put("day", 20_513);
    event.put("score", 1.1f);
    event.put("odd", Double.NaN);
    event.put("raw", new GenericData.Fixed(schema.getField("raw").schema(), new byte[] {1, 2}));
    event.put("note", null);
    event.put("top", true);
    return avro(schema, event);
  }

  private static String decoded(ValueDecoder decoder, byte[] value, Headers headers)
      throws UnreadableValueException {
    return new String(decoder.json(value, headers), StandardCharsets.UTF_8);
  }

  private static String fault(ValueDecoder decoder, byte[] value) {
    try {
      return "none, but " + decoded(decoder, value, NO_HEADERS);
    } catch (UnreadableValueException e) {
      return e.getMessage();
    }
  }

  @Test
  void json_avroOfEveryType_hasAllDigitsAndInstants() throws Exception {
    int id = register("event-value", "AVRO", EVENT, Map.of());
    AvroDecoder decoder = new AvroDecoder(confluent());

    assertThat(decoded(decoder, framed(id, event()), NO_HEADERS)).isEqualTo(EVENT_JSON);
    assertThat(decoded(decoder, framed(id, event()), NO_HEADERS)).isEqualTo(EVENT_JSON);
  }

  @Test
  void json_avroByApicurio_findsTheSchemaByContentGlobalIdAndHeader() throws Exception {
    int id = register("event-apicurio", "AVRO", EVENT.replace("shop", "market"), Map.of());
    long global =
        JSON.readTree(
                HttpClient.newHttpClient()
                    .send(
                        HttpRequest.newBuilder(
                                URI.create(
                                    server.uri()
                                        + "/groups/default/artifacts/event-apicurio/versions/1"))
                            .build(),
                        HttpResponse.BodyHandlers.ofString())
                    .body())
            .get("globalId")
            .asLong();
    AvroDecoder decoder = new AvroDecoder(apicurio());
    byte[] payload = event();
    byte[] legacy =
        ByteBuffer.allocate(9 + payload.length).put((byte) 0).putLong(global).put(payload).array();
    Headers content = header("apicurio.value.contentId", id);
    Headers byGlobal = header("apicurio.value.globalId", global);

    assertThat(decoded(decoder, framed(id, payload), NO_HEADERS)).isEqualTo(EVENT_JSON);
    assertThat(decoded(decoder, legacy, NO_HEADERS)).isEqualTo(EVENT_JSON);
    assertThat(decoded(decoder, payload, content)).isEqualTo(EVENT_JSON);
    assertThat(decoded(decoder, payload, byGlobal)).isEqualTo(EVENT_JSON);
  }

  private static Headers header(String name, long id) {
    return new RecordHeaders().add(name, ByteBuffer.allocate(8).putLong(id).array());
  }

  @Test
  void json_avroWithReferences_readsThemFirst() throws Exception {
    String money =
        "{\"type\": \"record\", \"name\": \"Money\", \"namespace\": \"shop\", \"fields\": [{\"name\": \"cents\", \"type\": \"long\"}]}";
    String offer =
        "{\"type\": \"record\", \"name\": \"Offer\", \"namespace\": \"shop\", \"fields\": [{\"name\": \"price\", \"type\": \"shop.Money\"}]}";
    register("money", "AVRO", money, Map.of());
    int id = register("offer", "AVRO", offer, Map.of("shop.Money", "money"));

    for (ValueDecoder decoder :
        List.of(new AvroDecoder(confluent()), new AvroDecoder(apicurio()))) {
      assertThat(decoded(decoder, framed(id, new byte[] {20}), NO_HEADERS))
          .isEqualTo("{\"price\":{\"cents\":10}}");
    }
  }

  private static byte[] message() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeString(1, "e1");
    out.writeInt32(3, 0);
    out.writeEnum(4, 1);
    out.writeByteArray(5, nested(1, 1_772_359_200L, 2, 1_000));
    out.writeByteArray(6, nested(1, 1_250, 0, 0));
    out.writeString(7, "a");
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    CodedOutputStream inEntry = CodedOutputStream.newInstance(entry);
    inEntry.writeString(1, "x");
    inEntry.writeDouble(2, 0.5);
    inEntry.flush();
    out.writeByteArray(8, entry.toByteArray());
    out.writeString(10, "AD-1");
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] nested(int field, long value, int other, long otherValue)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(field, value);
    if (other > 0) {
      out.writeInt64(other, otherValue);
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] behind(byte[] payload, int... before) {
    ByteBuffer bytes = ByteBuffer.allocate(before.length + payload.length);
    for (int one : before) {
      bytes.put((byte) one);
    }
    return bytes.put(payload).array();
  }

  @Test
  void json_protobuf_isItsOwnJsonWithDefaultsWhereThereIsNoPresence() throws Exception {
    register("common", "PROTOBUF", COMMON, Map.of());
    int id = register("proto", "PROTOBUF", PROTO, Map.of("common/money.proto", "common"));
    ProtobufDecoder decoder = new ProtobufDecoder(confluent());

    assertThat(decoded(decoder, framed(id, behind(message(), 2, 2)), NO_HEADERS))
        .as("the second message: one index, 1, both zigzag")
        .isEqualTo(PROTO_JSON);
    assertThat(decoded(decoder, framed(id, behind(new byte[0], 0)), NO_HEADERS))
        .as("the first message, in short")
        .isEqualTo("{\"x\":\"\"}");
    assertThat(decoded(decoder, framed(id, behind(new byte[] {8, 1}, 4, 2, 0)), NO_HEADERS))
        .as("the first one inside of the second")
        .isEqualTo("{\"deep\":true}");
    assertThat(fault(decoder, framed(id, behind(message(), 2, 8))))
        .contains("it names a message that the schema does not have");
    byte[] ref = "\n\5Event".getBytes(StandardCharsets.UTF_8);
    byte[] named = behind(behind(message(), bytes(ref)), ref.length);
    assertThat(decoded(new ProtobufDecoder(apicurio()), framed(id, named), NO_HEADERS))
        .as("Apicurio's Ref with a name")
        .isEqualTo(PROTO_JSON);
  }

  private static int[] bytes(byte[] array) {
    int[] values = new int[array.length];
    for (int i = 0; i < array.length; i++) {
      values[i] = array[i];
    }
    return values;
  }

  @Test
  void json_whatIsNoEvent_saysWhy() throws Exception {
    int id = register("bad-event", "AVRO", EVENT.replace("shop", "bad"), Map.of());
    AvroDecoder avro = new AvroDecoder(confluent());
    byte[] whole = framed(id, event());
    byte[] cut = new byte[whole.length - 3];
    System.arraycopy(whole, 0, cut, 0, cut.length);

    assertThat(fault(avro, "{\"id\": 1}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "not in the wire format of Confluent (expected: a zero and the id of a schema; found: 9 bytes from 0x7b on)");
    assertThat(fault(avro, new byte[0])).endsWith("found: nothing)");
    assertThat(fault(avro, cut)).startsWith("no Avro of its schema, schema id " + id + ": ");
    assertThat(fault(avro, framed(id, behind(new byte[0], 0xfe, 0xff, 0xff, 0xff, 0x0f))))
        .as("a text of two billion bytes, it says")
        .startsWith("no Avro of its schema");
    assertThat(fault(avro, behind(new byte[0], bytes(whole)[0]))).contains("found: 1 bytes");
    assertThatThrownBy(() -> avro.json(framed(4_711, event()), NO_HEADERS))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessage(
            "the registry at %s does not have its schema, schema id 4711 (expected: the registry that the producer uses)",
            server.confluentUri());
    int text = register("proto-only", "PROTOBUF", COMMON.replace("Money", "M"), Map.of());
    assertThatThrownBy(() -> avro.json(framed(text, event()), NO_HEADERS))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageStartingWith("its schema, schema id %d, is none of Avro: ", text);
  }

  /** Two schemas in one topic, bytes that are no event, and a topic whose schema is unknown. */
  @Test
  void run_avro_becomesRowsAndAnUnknownSchemaStopsItsTopic() throws Exception {
    String schema =
        """
        {"type": "record", "name": "E", "fields": [
          {"name": "id", "type": "string"},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}%s]}""";
    Schema first = new Schema.Parser().parse(schema.formatted(""));
    Schema second =
        new Schema.Parser()
            .parse(schema.formatted(", {\"name\": \"new\", \"type\": \"int\", \"default\": 0}"));
    int firstId = register("e", "AVRO", first.toString(), Map.of());
    int secondId = register("e", "AVRO", second.toString(), Map.of());
    try (KafkaBroker broker = KafkaBroker.start(folder.resolve("kafka"));
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        IngestLake lake = new IngestLake(Files.createDirectories(folder.resolve("lake")))) {
      broker.createTopics(Map.of("avro", 1, "unknown", 1));
      GenericData.Record one = new GenericData.Record(first);
      one.put("id", "e1");
      one.put("at", 1_772_359_200_500L);
      GenericData.Record two = new GenericData.Record(second);
      two.put("id", "e2");
      two.put("at", 1_772_359_200_500L);
      two.put("new", 7);
      for (byte[] value :
          List.of(
              framed(firstId, avro(first, one)),
              new byte[] {0, 1, 2},
              framed(secondId, avro(second, two)))) {
        producer.send(new ProducerRecord<>("avro", value)).get();
      }
      producer.send(new ProducerRecord<>("unknown", framed(4_712, avro(first, one)))).get();
      KafkaCluster cluster =
          new KafkaCluster("default", broker.address(), KafkaSecurity.NONE, Map.of(), confluent());
      IngestSettings settings =
          new IngestSettings(
              new TopicChoice.Named(List.of("avro", "unknown")),
              "ff-test-avro",
              EventStream.Format.AVRO,
              Start.EARLIEST,
              Duration.ofMinutes(1),
              10_000_000,
              null,
              Deleted.REFUSE,
              Until.CAUGHT_UP);

      assertThatThrownBy(
              () ->
                  new Ingest(settings, cluster, lake.table(), folder.resolve("spill"), lake).run())
          .hasMessageStartingWith(
              "Topic unknown is stopped: a record cannot be read, since the registry at ")
          .hasMessageContaining("does not have its schema, schema id 4712")
          .hasMessageEndingWith("Nothing is lost: mend it, and start again");

      assertThat(
              lake.count(
                  "count(*) FILTER (WHERE \"at\" = TIMESTAMP '2026-03-01 10:00:00.5' AND id IN ('e1', 'e2'))"))
          .isEqualTo(2);
      assertThat(lake.count("count(*)")).isEqualTo(2);
      assertThat(lake.deadLetters())
          .containsExactly(
              "not in the wire format of Confluent (expected: a zero and the id of a schema; found: 3 bytes from 0x00 on)");
    }
  }

  @Test
  void json_noRegistry_isTold() {
    AvroDecoder nowhere =
        new AvroDecoder(
            new RegistryAddress(
                RegistryAddress.Kind.CONFLUENT, URI.create("http://127.0.0.1:1"), null));

    assertThatThrownBy(() -> nowhere.json(framed(1, new byte[0]), NO_HEADERS))
        .hasMessageStartingWith("The schema registry at http://127.0.0.1:1 does not answer: ");
  }
}
