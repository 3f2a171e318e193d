package io.featurefactory.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.KeyText;
import io.featurefactory.online.RowReader;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import io.featurefactory.online.SchemaWriter;
import io.featurefactory.testkit.servers.RedisServer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashes beside the packed rows: what others read is what is served. */
final class RedisHashTest {
  private static final ViewId ADS = new ViewId("ads", 1);
  private static final ViewId BY_CATEGORY = new ViewId("ads_by_category", 1);
  private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
  private static final HashLayout DEFAULTS = new HashLayout(List.of(), List.of());

  @TempDir private static Path folder;
  private static RedisServer server;

  @BeforeAll
  static void start() {
    server = RedisServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void empty() {
    server.ask("FLUSHALL");
  }

  private static RowSchema schema(String... features) {
    List<RowSchema.Column> columns =
        Arrays.stream(features).map(f -> new RowSchema.Column(f, Primitive.DOUBLE)).toList();
    return RowSchema.of(columns, Duration.ofDays(1), Collections.nCopies(columns.size(), null));
  }

  /** A view in a store, published by its values. */
  private record Shop(RedisOnlineStore store, ViewId view, List<String> keys, RowSchema schema)
      implements AutoCloseable {
    static Shop open(HashLayout layout, ViewId view, List<String> keys, RowSchema schema) {
      RedisSettings settings = RedisSettings.server(server.uri()).withHash(layout);
      return new Shop(RedisOnlineStore.open("people", "shop", settings), view, keys, schema);
    }

    static Shop ads(HashLayout layout) {
      return open(layout, ADS, List.of("ad_id"), RedisHashTest.schema("ctr", "rate"));
    }

    OnlineWriter writer() {
      SchemaWriter writer = (SchemaWriter) store.openWriter();
      writer.describe(view, keys, schema);
      return writer;
    }

    RowChange put(long run, List<?> key, @Nullable Double... values) {
      RowValues row = new RowValues(schema);
      for (int i = 0; i < values.length; i++) {
        row.set(i, values[i]);
      }
      byte[] packed = new RowWriter(schema).write(DAY, row);
      return RowChange.put(KeyEncoding.bytes(key), run, packed);
    }

    RowChange delete(long run, Object... key) {
      return RowChange.delete(KeyEncoding.bytes(List.of(key)), run);
    }

    int build(OnlineWriter writer, long run, RowChange... rows) {
      int generation = writer.beginGeneration(view, "log");
      writer.write(new RowBatch(view, generation, run, List.of(rows)));
      return generation;
    }

    void rebuild(long run, RowChange... rows) {
      try (OnlineWriter writer = writer()) {
        int generation = build(writer, run, rows);
        writer.switchGeneration(view, generation, published(run));
        progress().spare().forEach(s -> writer.dropGeneration(view, s.number()));
      }
    }

    OnlineProgress progress() {
      return Objects.requireNonNull(store.findProgress(view));
    }

    void publish(long run, RowChange... rows) {
      OnlineProgress progress = progress();
      int generation = progress.current().number();
      try (OnlineWriter writer = writer()) {
        writer.beginRun(view, generation, progress.run(), run, DAY);
        writer.write(new RowBatch(view, generation, run, List.of(rows)));
        writer.finishRun(view, generation, published(run));
      }
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static Published published(long run) {
    return new Published(run, DAY, DAY, DAY);
  }

  /** The hashes of the server: of each its fields and values, as {@code HGETALL} gives them. */
  private static Map<String, Map<String, String>> hashes() {
    Map<String, Map<String, String>> all = new TreeMap<>();
    try (RedisLink link = RedisLink.forWriting("people", RedisSettings.server(server.uri()))) {
      for (byte[] key : link.await(link.commands().keys("features:*"))) {
        Map<String, String> fields = new TreeMap<>();
        link.await(link.commands().hgetall(key))
            .forEach(
                (field, value) -> fields.put(new String(field, UTF_8), new String(value, UTF_8)));
        all.put(new String(key, UTF_8), fields);
      }
    }
    return all;
  }

  @Test
  void publish_templates_answerHget() {
    HashLayout layout =
        new HashLayout(
            List.of("features:{key_name}:{key}"), List.of("{feature}_{category}", "{feature}"));
    try (Shop ads = Shop.ads(layout);
        Shop byCategory =
            Shop.open(layout, BY_CATEGORY, List.of("ad_id", "category"), schema("ctr_7d_cat"))) {
      ads.rebuild(1, ads.put(1, List.of("AD-123"), 0.1, 1e-7));
      byCategory.rebuild(
          1,
          byCategory.put(1, List.of("AD-123", "electronics"), 0.045),
          byCategory.put(1, List.of("AD-123", "cars"), 2.0));
      assertThat(server.ask("HGET features:ad_id:AD-123 ctr_7d_cat_electronics"))
          .isEqualTo("0.045");
      assertThat(hashes())
          .isEqualTo(
              Map.of(
                  "features:ad_id:AD-123",
                  Map.of(
                      "ctr", "0.1",
                      "rate", "1e-07",
                      "ctr_7d_cat_electronics", "0.045",
                      "ctr_7d_cat_cars", "2")));
    }
  }

  @Test
  void publish_runs_areFollowed() {
    try (Shop ads = Shop.ads(DEFAULTS)) {
      ads.rebuild(1, ads.put(1, List.of("a"), 1.0, 0.5), ads.put(1, List.of("b"), 2.0, 0.5));
      ads.publish(2, ads.put(2, List.of("a"), null, 0.25), ads.delete(2, "b"));
      assertThat(hashes()).isEqualTo(Map.of("features:ad_id:a", Map.of("rate", "0.25")));
      ads.rebuild(2, ads.put(2, List.of("c"), 3.0, null));
      assertThat(hashes()).isEqualTo(Map.of("features:ad_id:c", Map.of("ctr", "3")));
      try (OnlineWriter writer = ads.writer()) {
        writer.drop(ADS);
      }
      assertThat(hashes()).isEmpty();
      assertThat(server.ask("DBSIZE")).as("head, views, shards").isEqualTo(":3");
    }
  }

  @Test
  void describe_sessionBeforeEndedEarly_isCaughtUp() {
    try (Shop ads = Shop.ads(DEFAULTS)) {
      ads.rebuild(1, ads.put(1, List.of("a"), 1.0, 0.5), ads.put(1, List.of("b"), 2.0, 0.5));
      try (OnlineWriter plain = ads.store().openWriter()) { // does not write hashes
        plain.beginRun(ADS, 1, 1, 2, DAY);
        plain.write(new RowBatch(ADS, 1, 2, List.of(ads.put(2, List.of("a"), 7.0, 0.5))));
      }
      ads.writer().close();
      assertThat(hashes().get("features:ad_id:a")).containsEntry("ctr", "1");
      ads.publish(2, ads.put(2, List.of("a"), 7.0, 0.5));
      assertThat(hashes().get("features:ad_id:a")).containsEntry("ctr", "7");
      try (OnlineWriter plain = ads.store().openWriter()) {
        int generation = ads.build(plain, 3, ads.put(3, List.of("c"), 9.0, 0.5));
        plain.switchGeneration(ADS, generation, published(3));
      }
      assertThat(hashes()).hasSize(2);
      ads.writer().close();
      assertThat(hashes()).isEqualTo(Map.of("features:ad_id:c", Map.of("ctr", "9", "rate", "0.5")));
    }
  }

  @Test
  void write_olderWriterWakesUp_changesNoHash() {
    try (Shop ads = Shop.ads(DEFAULTS)) {
      ads.rebuild(1, ads.put(1, List.of("a"), 1.0, 0.5));
      try (OnlineWriter old = ads.writer()) {
        old.beginRun(ADS, 1, 1, 2, DAY);
        ads.publish(2, ads.put(2, List.of("a"), 2.0, 0.5));
        ads.publish(3, ads.put(3, List.of("a"), 3.0, 0.5));
        RowBatch late = new RowBatch(ADS, 1, 2, List.of(ads.put(2, List.of("a"), 2.0, 0.5)));
        assertThatThrownBy(() -> old.write(late)).isInstanceOf(FencedException.class);
      }
      assertThat(hashes().get("features:ad_id:a")).containsEntry("ctr", "3");
    }
  }

  /** Sessions that end anywhere, with and without hashes; then one that does not. */
  @Test
  void describe_randomSessions_endWithWhatIsServed() {
    for (int seed = 0; seed < 120; seed++) {
      Random random = new Random(seed);
      server.ask("FLUSHALL");
      try (Shop ads = Shop.ads(DEFAULTS)) {
        ads.rebuild(1, ads.put(1, List.of("a"), 1.0, 0.5));
        long run = 1;
        for (int step = random.nextInt(12); step > 0; step--) {
          run = Math.max(run, ads.progress().run()) + random.nextInt(2);
          session(ads, Math.max(2, run), random);
        }
        long last = ads.progress().run() + 1;
        ads.rebuild(
            last, ads.put(last, List.of("k1"), 7.0, null), ads.put(last, List.of("z"), 1.0, 2.0));
        assertThat(hashes()).as("seed %d", seed).isEqualTo(packed(ads));
        ads.publish(last + 1, change(ads, last + 1, random), ads.delete(last + 1, "z"));
        assertThat(hashes()).as("seed %d", seed).isEqualTo(packed(ads));
      }
    }
  }

  private static void session(Shop ads, long run, Random random) {
    OnlineProgress progress = ads.progress();
    int generation = progress.current().number();
    boolean described = random.nextInt(3) > 0;
    try (OnlineWriter writer = described ? ads.writer() : ads.store().openWriter()) {
      if (random.nextInt(3) == 0) {
        RowChange row = ads.put(run, List.of("k" + random.nextInt(5)), random.nextDouble(), null);
        int next = ads.build(writer, run, row);
        if (random.nextBoolean()) {
          writer.switchGeneration(ADS, next, published(run));
        }
        if (random.nextBoolean()) {
          ads.progress().spare().forEach(s -> writer.dropGeneration(ADS, s.number()));
        }
        return;
      }
      if (!progress.spare().isEmpty() && random.nextInt(3) == 0) {
        int spare = progress.spare().get(0).number();
        writer.switchGeneration(ADS, spare, published(progress.run() + 1));
        return;
      }
      writer.beginRun(ADS, generation, progress.run(), run, DAY);
      List<RowChange> rows = List.of(change(ads, run, random));
      writer.write(new RowBatch(ADS, generation, run, rows));
      if (random.nextBoolean()) {
        writer.finishRun(ADS, generation, published(run));
      }
    } catch (FencedException | IllegalArgumentException e) {
      assertThat(e).as("a run that is begun, or is there").isNotNull();
    }
  }

  private static RowChange change(Shop ads, long run, Random random) {
    String key = "k" + random.nextInt(5);
    return random.nextInt(3) == 0
        ? ads.delete(run, key)
        : ads.put(run, List.of(key), random.nextDouble(), random.nextBoolean() ? null : 0.5);
  }

  /** The packed rows, as the hashes should be. */
  private static Map<String, Map<String, String>> packed(Shop ads) {
    RowReader reader = new RowReader(ads.schema());
    Map<String, Map<String, String>> all = new TreeMap<>();
    try (RowScan scan = ads.store().scan(ADS)) {
      while (scan.next()) {
        RowValues values = new RowValues(ads.schema());
        reader.read(scan.row(), values);
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < values.size(); i++) {
          byte[] text = HashValues.text(values, i);
          if (text != null) {
            fields.put(ads.schema().columns().get(i).name(), new String(text, UTF_8));
          }
        }
        List<String> key = Objects.requireNonNull(KeyText.find(scan.key()));
        all.put("features:ad_id:" + key.get(0), fields);
      }
    }
    return all;
  }

  @Test
  void text_values_readBack() {
    RowSchema schema =
        RowSchema.of(
            List.of(
                new RowSchema.Column("d", Primitive.DOUBLE),
                new RowSchema.Column("t", Primitive.TIMESTAMP),
                new RowSchema.Column("b", Primitive.BOOLEAN),
                new RowSchema.Column("p", new Decimal(10, 2)),
                new RowSchema.Column("a", new Array(Primitive.VARCHAR)),
                new RowSchema.Column("v", new Array(Primitive.DOUBLE))),
            Duration.ofDays(1),
            Collections.nCopies(6, null));
    RowValues values = new RowValues(schema);
    values.set(0, -0.0);
    values.set(1, Instant.parse("2026-03-01T07:00:00.25Z"));
    values.set(2, true);
    values.set(3, new BigDecimal("12.50"));
    values.set(4, Arrays.asList("a\"b\\c\n", null));
    values.set(5, List.of(0.5, Double.NaN, 2.0));
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      texts.add(new String(Objects.requireNonNull(HashValues.text(values, i)), UTF_8));
    }
    assertThat(texts)
        .containsExactly(
            "-0",
            "2026-03-01T07:00:00.250Z",
            "true",
            "12.50",
            "[\"a\\\"b\\\\c\\u000a\",null]",
            "[0.5,\"NaN\",2]");
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      values.set(0, number);
      String text = new String(Objects.requireNonNull(HashValues.text(values, 0)), UTF_8);
      assertThat(Double.valueOf(text)).isEqualTo(Double.valueOf(number));
    }
  }

  @Test
  void describe_otherTemplate_movesAll() {
    try (Shop ads = Shop.ads(DEFAULTS)) {
      ads.rebuild(1, ads.put(1, List.of("a"), 1.0, 0.5));
    }
    HashLayout layout = new HashLayout(List.of("features:{view}:{ad_id}"), List.of("{feature}"));
    try (Shop ads = Shop.ads(layout)) {
      ads.writer().close();
      assertThat(hashes()).isEqualTo(Map.of("features:ads:a", Map.of("ctr", "1", "rate", "0.5")));
    }
  }

  @Test
  void describe_versions_newestIsWritten() {
    ViewId second = new ViewId("ads", 2);
    try (Shop ads = Shop.ads(DEFAULTS);
        Shop newer = Shop.open(DEFAULTS, second, List.of("ad_id"), schema("ctr", "trend"))) {
      ads.rebuild(1, ads.put(1, List.of("a"), 1.0, 0.5));
      newer.rebuild(1, newer.put(1, List.of("a"), 10.0, 0.25));
      Map<String, Map<String, String>> expected =
          Map.of("features:ad_id:a", Map.of("ctr", "10", "trend", "0.25"));
      assertThat(hashes()).isEqualTo(expected);
      ads.publish(2, ads.put(2, List.of("a"), 2.0, 0.5));
      assertThat(hashes()).isEqualTo(expected);
      try (OnlineWriter writer = newer.store().openWriter()) {
        writer.drop(second);
      }
      ads.writer().close();
      assertThat(hashes()).isEqualTo(Map.of("features:ad_id:a", Map.of("ctr", "2", "rate", "0.5")));
    }
  }

  @Test
  void describe_whatCannotBeToldApart_isRefused() {
    try (Shop ads = Shop.ads(DEFAULTS);
        Shop clash = Shop.open(DEFAULTS, BY_CATEGORY, List.of("ad_id"), schema("rate"))) {
      ads.rebuild(1, ads.put(1, List.of("a"), 1.0, 0.5));
      assertThatThrownBy(clash::writer)
          .hasMessage(
              "Cannot write ads_by_category v1 to online store people: ads v1 writes the same"
                  + " hashes and fields (features:ad_id:* rate). Put {view} into online.people.key"
                  + " or online.people.field");
    }
    HashLayout line = new HashLayout(List.of(), List.of("{feature}_{category}"));
    List<String> keys = List.of("ad_id", "category");
    try (Shop ads = Shop.open(line, ADS, keys, schema("ctr", "ctr_7d"))) {
      assertThatThrownBy(ads::writer)
          .hasMessageContaining("cannot be told apart, ctr_* and ctr_7d_*")
          .hasMessageContaining("such as a colon");
    }
    try (Shop ads = Shop.ads(line)) {
      assertThatThrownBy(ads::writer)
          .hasMessageContaining("online.people.field: {feature}_{category} has a name")
          .hasMessageContaining("ad_id");
    }
    assertThatThrownBy(() -> new HashLayout(List.of("{a}{b}"), List.of()))
        .hasMessageContaining("template of hashes: {a}{b} (expected: ");
    assertThatThrownBy(() -> RedisSettings.cluster("redis://h").withHash(DEFAULTS))
        .hasMessageContaining("layout: hash with cluster: true");
  }

  @Test
  void place_anyKeys_areDistinct() {
    HashForm form =
        HashForm.of(
            "people",
            new HashLayout(List.of("x:{a}:{b}"), List.of("{feature}")),
            "shop",
            ADS,
            List.of("a", "b", "c"),
            List.of("f", "f_c"));
    Map<String, List<String>> places = new TreeMap<>();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      List<String> key = new ArrayList<>();
      for (int k = 0; k < 3; k++) {
        StringBuilder text = new StringBuilder();
        for (int c = random.nextInt(4); c > 0; c--) {
          text.append(":%3a_f".charAt(random.nextInt(6)));
        }
        key.add(text.toString());
      }
      HashForm.Place place = form.place(KeyEncoding.bytes(key));
      for (int f = 0; f < 2; f++) {
        List<String> what = new ArrayList<>(key);
        what.add("feature " + f);
        String name =
            new String(place.hash(), UTF_8) + " | " + new String(place.fields().get(f), UTF_8);
        assertThat(places.computeIfAbsent(name, n -> what)).isEqualTo(what);
      }
    }
    assertThat(places).hasSizeGreaterThan(10_000);
    assertThat(HashForm.parse(form.text()).text()).isEqualTo(form.text());
  }
}
