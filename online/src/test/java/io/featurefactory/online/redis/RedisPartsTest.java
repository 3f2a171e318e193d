package io.featurefactory.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.SchemaWriter;
import io.featurefactory.testkit.servers.RedisServer;
import io.lettuce.core.RestoreArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a view that are not where the others are: behind, lost, or not yet followed. */
final class RedisPartsTest {
  private static final ViewId VIEW = new ViewId("ads", 1);
  private static final int PARTS = 3;
  private static final int KEYS = 60;
  private static final RowSchema SCHEMA =
      RowSchema.of(
          List.of(new RowSchema.Column("clicks", Primitive.BIGINT)),
          Duration.ofDays(1),
          List.of(0L));
  private static final Instant NOW = Instant.parse("2026-03-02T00:00:00Z");

  @TempDir private static Path folder;
  private static RedisServer server;
  private RedisLink link;
  private RedisKeys keys;
  private RedisOnlineStore store;

  @BeforeAll
  static void start() {
    server = RedisServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    server.ask("FLUSHALL");
    RedisSettings settings = RedisSettings.server(server.uri()).withShards(PARTS);
    link = RedisLink.forWriting("cache", settings);
    keys = new RedisKeys("shop", new Shards(PARTS));
    store = RedisOnlineStore.open("cache", "shop", settings);
  }

  @AfterEach
  void close() {
    store.close();
    link.close();
  }

  private static byte[] key(int number) {
    return ("key" + number).getBytes(UTF_8);
  }

  private static Published published(long run) {
    Instant now = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(run);
    return new Published(run, now, now, now);
  }

  private static List<RowChange> rows(long run) {
    List<RowChange> rows = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      rows.add(RowChange.put(key(i), run, ("run " + run).getBytes(UTF_8)));
    }
    return rows;
  }

  private int build(OnlineWriter writer, long run) {
    int generation = writer.beginGeneration(VIEW, "log");
    writer.write(new RowBatch(VIEW, generation, run, rows(run)));
    return generation;
  }

  private void rebuild(long run) {
    try (OnlineWriter writer = store.openWriter()) {
      writer.switchGeneration(VIEW, build(writer, run), published(run));
    }
  }

  private void publish(long after, long run) {
    int generation = Objects.requireNonNull(store.findProgress(VIEW)).current().number();
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, generation, after, run, Instant.now());
      writer.write(new RowBatch(VIEW, generation, run, rows(run)));
      writer.finishRun(VIEW, generation, published(run));
    }
  }

  private RowAnswer read(int... numbers) {
    List<byte[]> wanted = new ArrayList<>();
    for (int number : numbers) {
      wanted.add(key(number));
    }
    return store.read(List.of(new RowRequest(VIEW, wanted))).get(0);
  }

  /** A key of that part. */
  private int in(int part) {
    for (int i = 0; i < KEYS; i++) {
      if (keys.shards().of(key(i)) == part) {
        return i;
      }
    }
    throw new IllegalStateException("no key in part " + part);
  }

  private void assertAllOf(long run) {
    for (int i = 0; i < KEYS; i++) {
      RowAnswer answer = read(i);
      StoredRow row = Objects.requireNonNull(answer.rows().get(0));
      assertThat(new String(row.row(), UTF_8)).isEqualTo("run " + run);
      assertThat(answer.run(0)).isEqualTo(run);
    }
  }

  private Map<String, byte[]> contentOf(int part) {
    Map<String, byte[]> content = new HashMap<>();
    for (byte[] key : link.await(link.commands().keys("ff{" + keys.shards().tag(part) + "}*"))) {
      content.put(new String(key, UTF_8), link.await(link.commands().dump(key)));
    }
    assertThat(content).isNotEmpty();
    return content;
  }

  private void empty(int part) {
    contentOf(part).keySet().forEach(key -> link.await(link.commands().del(key.getBytes(UTF_8))));
  }

  /** As after a failover to a replica that had not got the last writes. */
  private void goBack(int part, Map<String, byte[]> content) {
    empty(part);
    content.forEach(
        (key, value) ->
            link.await(
                link.commands().restore(key.getBytes(UTF_8), value, RestoreArgs.Builder.ttl(0))));
  }

  @Test
  void read_partThatLostTheLastRun_answersTheRunThatItHas() {
    rebuild(1);
    Map<String, byte[]> before = contentOf(2);
    publish(1, 2);
    goBack(2, before);

    RowAnswer whole = read(in(0), in(1));
    RowAnswer behind = read(in(0), in(2));

    assertThat(whole.run(0)).isEqualTo(2);
    assertThat(Objects.requireNonNull(behind.progress()).run()).isEqualTo(1);
    assertThat(behind.rows().get(1)).isEqualTo(StoredRow.of(1, "run 1".getBytes(UTF_8), 0));
    assertThat(behind.run(1)).isEqualTo(1);
    assertThat(behind.run(0)).as("the row itself says that it is newer").isEqualTo(2);
    assertThat(Objects.requireNonNull(store.findProgress(VIEW)).run()).isEqualTo(1);
    publish(1, 2);
    assertAllOf(2);
    publish(2, 3);
    assertAllOf(3);
  }

  @Test
  void publish_partThatLostTwoRuns_getsBothAgain() {
    rebuild(1);
    Map<String, byte[]> before = contentOf(1);
    publish(1, 2);
    publish(2, 3);
    goBack(1, before);

    assertThat(Objects.requireNonNull(store.findProgress(VIEW)).run()).isEqualTo(1);
    publish(1, 2);
    assertThat(read(in(0)).run(0)).isEqualTo(3);
    assertThat(read(in(1)).run(0)).isEqualTo(2);
    publish(2, 3);
    assertAllOf(3);
  }

  @Test
  void read_partThatLostEverything_isNotInTheStoreUntilItIsRebuilt() {
    rebuild(1);
    publish(1, 2);
    empty(1);

    assertThat(read(in(0), in(2)).run(1)).isEqualTo(2);
    assertThat(read(in(1)).progress()).isNull();
    assertThat(store.findProgress(VIEW)).isNull();
    rebuild(2);
    assertAllOf(2);
  }

  @Test
  void read_firstPartLost_isNotInTheStoreAndNumbersGoOn() {
    rebuild(1);
    rebuild(2);
    empty(0);

    assertThat(read(in(1)).progress()).isNull();
    rebuild(3);
    OnlineProgress progress = Objects.requireNonNull(store.findProgress(VIEW));
    assertThat(progress.current().number()).isEqualTo(3);
    assertAllOf(3);
  }

  @Test
  void read_writerDiedRightAfterTheSwitch_findsTheRowsOfAllParts() {
    rebuild(1);
    try (OnlineWriter writer = store.openWriter()) {
      int generation = build(writer, 2);
      new Followers(link, keys).seal(VIEW, generation, null);
      new Heads(link, keys)
          .change(0, VIEW, head -> head.switchGeneration(generation, published(2)));
    }

    assertAllOf(2);
    assertThat(Objects.requireNonNull(store.findProgress(VIEW)).run()).isEqualTo(2);
    publish(2, 3);
    assertAllOf(3);
    assertThat(new Heads(link, keys).read(2, VIEW).head().building()).isNull();
  }

  @Test
  void read_partNotSealedBehindASwitch_isNotInTheStore() {
    rebuild(1);
    try (OnlineWriter writer = store.openWriter()) {
      int generation = build(writer, 2);
      new Heads(link, keys)
          .change(0, VIEW, head -> head.switchGeneration(generation, published(2)));
    }

    assertThat(read(in(0)).run(0)).isEqualTo(2);
    assertThat(read(in(1)).progress()).as("its rows may be incomplete").isNull();
    try (OnlineWriter writer = store.openWriter()) {
      writer.dropGeneration(VIEW, 1); // follows, where it may
    }
    assertThat(read(in(1)).progress()).isNull();
    rebuild(3);
    assertAllOf(3);
  }

  /** A replica that lagged took its place: it has the head of before, and its rows. */
  @Test
  void switchGeneration_backToSpareOfWhichAPartLostARun_isFenced() {
    rebuild(1);
    byte[] lagged = link.await(link.commands().get(keys.head(1, VIEW)));
    publish(1, 2);
    rebuild(2);
    assertThat(spare().isComplete()).isTrue();
    link.await(link.commands().set(keys.head(1, VIEW), lagged));

    assertThat(spare().isComplete()).isFalse();
    try (OnlineWriter writer = store.openWriter()) {
      assertThatThrownBy(() -> writer.switchGeneration(VIEW, 1, published(3)))
          .isInstanceOf(FencedException.class)
          .hasMessageContaining("a part does not have it whole");
    }
  }

  private Generation spare() {
    HeadValue first = new Heads(link, keys).read(0, VIEW);
    OnlineProgress progress = Objects.requireNonNull(first.head().progress());
    Generation spare = progress.spare().get(0);
    return Parts.isWhole(spare, new Heads(link, keys).readAll(VIEW)) ? spare : spare.incomplete();
  }

  @Test
  void switchGeneration_backToSpare_servesItFromAllParts() {
    rebuild(1);
    publish(1, 2);
    rebuild(3);
    try (OnlineWriter writer = store.openWriter()) {
      writer.switchGeneration(VIEW, 1, published(4));
    }

    for (int part = 0; part < PARTS; part++) {
      RowAnswer answer = read(in(part));
      assertThat(new String(Objects.requireNonNull(answer.rows().get(0)).row(), UTF_8))
          .isEqualTo("run 2");
      assertThat(answer.run(0)).isEqualTo(4);
    }
    publish(4, 5);
    assertAllOf(5);
  }

  /** The first part decides for the others, so that it may not lose what they have. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void read_partThatCameBackFromBeforeARollback_answersTheRollback(int part) {
    rebuild(1);
    publish(1, 2);
    Map<String, byte[]> before = contentOf(part);
    rebuild(3);
    rollBack(4);
    goBack(part, before);

    RowAnswer answer = read(in(0), in(part == 0 ? 1 : part));
    assertThat(Objects.requireNonNull(answer.progress()).run()).isEqualTo(4);
    assertThat(Objects.requireNonNull(store.findProgress(VIEW)).current().published())
        .isEqualTo(rolledBack(4));
    try (SchemaWriter writer = (SchemaWriter) store.openWriter()) {
      writer.describe(VIEW, List.of("ad"), SCHEMA); // as runs do that pass it by
    }
    for (HeadValue head : new Heads(link, keys).readAll(VIEW)) {
      assertThat(Objects.requireNonNull(head.head().current()).published())
          .isEqualTo(rolledBack(4));
    }
    assertThatThrownBy(() -> publish(2, 3)).isInstanceOf(FencedException.class);
    rebuild(5);
    assertAllOf(5);
  }

  /** It has to catch up, but not past the boundary to which the view went back. */
  @Test
  void publish_partThatLostRunsAndARollback_catchesUpToTheRollback() {
    rebuild(1);
    Map<String, byte[]> before = contentOf(2);
    publish(1, 2);
    rebuild(3);
    rollBack(4);
    goBack(2, before);

    assertThat(Objects.requireNonNull(store.findProgress(VIEW)).run()).isEqualTo(1);
    publish(1, 2);
    assertThat(Objects.requireNonNull(store.findProgress(VIEW)).run()).isEqualTo(4);
    assertThatThrownBy(() -> publish(2, 3)).isInstanceOf(FencedException.class);
    assertThat(read(in(2)).rows().get(0)).isEqualTo(StoredRow.of(2, "run 2".getBytes(UTF_8), 0));
  }

  /** The part comes back between the two steps by which a run looks and begins. */
  @Test
  void finishRun_partThatCameBackFromBeforeARollback_isFenced() {
    rebuild(1);
    Map<String, byte[]> before = contentOf(2);
    rebuild(2);
    rollBack(4);
    try (OnlineWriter writer = store.openWriter()) {
      goBack(2, before);
      Heads heads = new Heads(link, keys);
      heads.change(2, VIEW, head -> head.beginRun(1, 1, 3, Instant.EPOCH));
      writer.beginRun(VIEW, 1, 1, 3, Instant.EPOCH);
      writer.write(new RowBatch(VIEW, 1, 3, rows(3)));

      assertThatThrownBy(() -> writer.finishRun(VIEW, 1, published(3)))
          .isInstanceOf(FencedException.class)
          .hasMessageContaining("a part of the view was rolled back");
    }
    rebuild(5);
    assertAllOf(5);
  }

  /** A rollback to the spare, which keeps its watermark. */
  private void rollBack(long run) {
    Generation spare = spare();
    try (OnlineWriter writer = store.openWriter()) {
      Published back = new Published(run, spare.published().watermark(), NOW, NOW);
      writer.switchGeneration(VIEW, spare.number(), back);
    }
  }

  private Published rolledBack(long run) {
    Published current = Objects.requireNonNull(store.findProgress(VIEW)).current().published();
    return new Published(run, current.watermark(), NOW, NOW);
  }

  @Test
  void switchGeneration_writerDiedRightAfterGoingBack_isServedFromAllParts() {
    rebuild(1);
    rebuild(2);
    new Heads(link, keys).change(0, VIEW, head -> head.switchGeneration(1, published(3)));

    for (int part = 0; part < PARTS; part++) {
      RowAnswer answer = read(in(part));
      assertThat(new String(Objects.requireNonNull(answer.rows().get(0)).row(), UTF_8))
          .isEqualTo("run 1");
    }
    assertThat(Objects.requireNonNull(store.findProgress(VIEW)).run()).isEqualTo(3);
    publish(3, 4);
    assertAllOf(4);
  }

  @Test
  void dropGeneration_removesItsRowsOnly() {
    rebuild(1);
    rebuild(2);
    try (OnlineWriter writer = store.openWriter()) {
      writer.dropGeneration(VIEW, 1);
    }

    assertThat(link.await(link.commands().keys("ff{*}:shop:ads:1:1:*"))).isEmpty();
    assertThat(link.await(link.commands().keys("ff{*}:shop:ads:1:2:*"))).hasSize(KEYS);
    assertThat(link.await(link.commands().smembers(keys.garbage()))).isEmpty();
    assertAllOf(2);
  }

  @Test
  void openWriter_afterOneThatDiedWhileItRemovedRows_removesTheRest() {
    rebuild(1);
    rebuild(2);
    new Heads(link, keys).change(0, VIEW, head -> head.dropGeneration(1));
    assertThat(link.await(link.commands().keys("ff{*}:shop:ads:1:1:*"))).hasSize(KEYS);

    rebuild(3);

    assertThat(link.await(link.commands().keys("ff{*}:shop:ads:1:1:*"))).isEmpty();
    assertAllOf(3);
  }
}
