package io.featurefactory.online.redis;

import static io.featurefactory.online.redis.RedisLostWritesTest.key;
import static io.featurefactory.online.redis.RedisLostWritesTest.published;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose clock jumps: by it Redis removes what expires. */
final class RedisClockTest {
  private static final ViewId VIEW = new ViewId("ads", 1);
  private static final int KEYS = 400;

  @TempDir Path folder;
  private RedisServer server;
  private RedisOnlineStore store;

  @BeforeEach
  void start() {
    server = RedisServer.startWithClock(folder);
    store =
        RedisOnlineStore.open("cache", "shop", RedisSettings.server(server.uri()).withShards(2));
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      writer.write(new RowBatch(VIEW, generation, 1, rows()));
      writer.switchGeneration(VIEW, generation, published(1));
    }
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  private static List<RowChange> rows() {
    List<RowChange> rows = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      rows.add(RowChange.put(key(i), 1, "one".getBytes(UTF_8)));
    }
    return rows;
  }

  private static RowBatch deletions(long run, int from, int to) {
    List<RowChange> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(RowChange.delete(key(i), run));
    }
    return new RowBatch(VIEW, 1, run, rows);
  }

  private void publish(RowBatch batch) {
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      writer.write(batch);
      writer.finishRun(VIEW, 1, published(2));
    }
  }

  private RowAnswer read() {
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(key(i));
    }
    return store.read(List.of(new RowRequest(VIEW, keys))).get(0);
  }

  /** Up to that key all are empty since run 2, the others are as in run 1. */
  private void assertEmptyUpTo(int emptied) {
    RowAnswer answer = read();
    for (int i = 0; i < KEYS; i++) {
      StoredRow row = answer.rows().get(i);
      if (i < emptied) {
        assertThat(answer.run(i)).isEqualTo(2);
        assertThat(row == null || row.deleted()).isTrue();
      } else {
        assertThat(Objects.requireNonNull(row).row()).isEqualTo("one".getBytes(UTF_8));
      }
    }
  }

  /** Until Redis has removed what expires by then. */
  private void jump(Duration there) {
    server.ask("SET expires yes EX " + (there.toSeconds() - 60));
    assertThat(server.ask("EXISTS expires")).isEqualTo(":1");
    server.shiftClock(there);
    Patience.await("what expires", () -> server.ask("EXISTS expires").equals(":0"));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 24 * 8, 24 * 400, -24 * 400})
  void read_clockJumpsWithinARun_saysOfWhichRunEmptyKeysAre(int hours) {
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      writer.write(deletions(2, 0, 200));
      server.shiftClock(Duration.ofHours(hours));
      assertEmptyUpTo(200);
      server.shiftClock(Duration.ZERO);
      assertEmptyUpTo(200);
      server.shiftClock(Duration.ofHours(-hours));
      assertEmptyUpTo(200);
    }
    server.shiftClock(Duration.ZERO);
    publish(deletions(2, 0, 300));
    assertEmptyUpTo(300);
  }

  /** What expires is what it knows of its writes, not the rows. */
  @Test
  void publish_clockJumpsFarAhead_isRefusedAndMadeAgain() {
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      writer.write(deletions(2, 0, 200));
      jump(Receipts.LIFE.plusDays(1));
      assertThatThrownBy(() -> writer.write(deletions(2, 200, 300)))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("has lost rows");
      assertThatThrownBy(() -> writer.finishRun(VIEW, 1, published(2)))
          .isInstanceOf(FactoryException.class);
      assertEmptyUpTo(200);
    }
    publish(deletions(2, 0, 300));
    assertEmptyUpTo(300);
  }

  @Test
  void finishRun_removesItsTombstones_andThoseOfOneThatDied() {
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      writer.write(deletions(2, 0, 200));
    }
    assertThat(rowsStored()).isEqualTo(KEYS);
    publish(deletions(2, 100, 300));
    assertThat(rowsStored()).isEqualTo(KEYS - 300L);
    assertEmptyUpTo(300);
  }

  private long rowsStored() {
    String count = "return #redis.call('KEYS', 'ff{*}:shop:ads:1:1:*')";
    return Long.parseLong(server.ask("EVAL \"" + count + "\" 0").substring(1));
  }
}
