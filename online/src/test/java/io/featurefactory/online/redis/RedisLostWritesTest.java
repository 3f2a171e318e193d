package io.featurefactory.online.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FencedException;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.WriteTicket;
import io.featurefactory.testkit.servers.RedisServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that comes back with an older state while a session writes, as after a crash without a
 * log or a failover to a replica that lagged: what is lost in the middle is never taken for whole.
 */
final class RedisLostWritesTest {
  private static final ViewId VIEW = new ViewId("ads", 1);

  @TempDir Path folder;
  private RedisServer server;
  private RedisOnlineStore store;

  @BeforeEach
  void start() {
    server = RedisServer.start(folder);
    store =
        RedisOnlineStore.open("cache", "shop", RedisSettings.server(server.uri()).withShards(2));
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  static byte[] key(int number) {
    return ("key" + number).getBytes(UTF_8);
  }

  private static RowBatch batch(int generation, long run, int number) {
    byte[] row = ("run " + run).getBytes(UTF_8);
    return new RowBatch(VIEW, generation, run, List.of(RowChange.put(key(number), run, row)));
  }

  static Published published(long run) {
    Instant now = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(run);
    return new Published(run, now, now, now);
  }

  private void rebuild(long run) {
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      for (int i = 0; i < 4; i++) {
        writer.write(batch(generation, run, i));
      }
      writer.switchGeneration(VIEW, generation, published(run));
    }
  }

  /** Writes run 2, which is begun, and finishes it. */
  private static void finish(OnlineWriter writer) {
    for (int i = 0; i < 4; i++) {
      writer.write(batch(1, 2, i));
    }
    writer.finishRun(VIEW, 1, published(2));
  }

  /** From now on a restarted server has what it has now. */
  private void remember() {
    assertThat(server.ask("SAVE")).isEqualTo("+OK");
  }

  /** Until the client has found the server again. */
  private void goBack() {
    server.restart();
    Patience.await("the store", () -> store.findProgress(VIEW) != null);
  }

  private RowAnswer read() {
    List<byte[]> keys = List.of(key(0), key(1), key(2), key(3));
    return store.read(List.of(new RowRequest(VIEW, keys))).get(0);
  }

  private void assertAllOf(long run) {
    Patience.await("an answer", () -> read().progress() != null);
    RowAnswer answer = read();
    assertThat(Objects.requireNonNull(answer.progress()).run()).isEqualTo(run);
    for (StoredRow row : answer.rows()) {
      assertThat(new String(Objects.requireNonNull(row).row(), UTF_8)).isEqualTo("run " + run);
    }
  }

  @Test
  void finishRun_serverLostRowsOfIt_isRefusedUntilAllAreWrittenAgain() {
    rebuild(1);
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      remember();
      writer.write(batch(1, 2, 0));
      writer.write(batch(1, 2, 1));
      goBack();
      writer.write(batch(1, 2, 2));
      writer.write(batch(1, 2, 3));
      assertThatThrownBy(() -> writer.finishRun(VIEW, 1, published(2)))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("has lost rows that it had taken");
    }
    assertThat(Objects.requireNonNull(read().progress()).run()).isEqualTo(1);
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      finish(writer);
    }
    assertAllOf(2);
  }

  @Test
  void switchGeneration_serverLostRowsOfIt_isRefused() {
    rebuild(1);
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      remember();
      writer.write(batch(generation, 2, 0));
      writer.write(batch(generation, 2, 1));
      goBack();
      writer.write(batch(generation, 2, 2));
      writer.write(batch(generation, 2, 3));
      assertThatThrownBy(() -> writer.switchGeneration(VIEW, generation, published(2)))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("has lost rows that it had taken");
    }
    assertAllOf(1);
    rebuild(2);
    assertAllOf(2);
  }

  @Test
  void finishRun_serverLostRowsThatAnotherSessionWrote_isRefused() {
    rebuild(1);
    try (OnlineWriter writer = store.openWriter();
        OnlineWriter other = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      writer.write(batch(1, 2, 0));
      WriteTicket ticket = writer.ticket(VIEW, 1, 2);
      other.join(ticket);
      remember();
      other.write(batch(1, 2, 1));
      other.write(batch(1, 2, 2));
      other.write(batch(1, 2, 3));
      writer.accept(other.receipt(ticket));
      goBack();
      assertThatThrownBy(() -> writer.finishRun(VIEW, 1, published(2)))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("has lost rows that it had taken");
    }
    assertThat(Objects.requireNonNull(read().progress()).run()).isEqualTo(1);
  }

  @Test
  void switchGeneration_serverLostRowsThatAnotherSessionWrote_isRefused() {
    rebuild(1);
    try (OnlineWriter writer = store.openWriter();
        OnlineWriter other = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      WriteTicket ticket = writer.ticket(VIEW, generation, 2);
      remember();
      other.join(ticket);
      for (int i = 0; i < 4; i++) {
        other.write(batch(generation, 2, i));
      }
      writer.accept(other.receipt(ticket));
      goBack();
      assertThatThrownBy(() -> writer.switchGeneration(VIEW, generation, published(2)))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("has lost rows that it had taken");
    }
    assertAllOf(1);
  }

  /** Its number is given again, to another writer: who comes late for the first one is told. */
  @Test
  void join_emptyServerGaveTheNumberAgain_isFenced() {
    try (OnlineWriter first = store.openWriter();
        OnlineWriter late = store.openWriter();
        OnlineWriter second = store.openWriter()) {
      int lost = first.beginGeneration(VIEW, "log");
      WriteTicket ticket = first.ticket(VIEW, lost, 1);
      server.ask("FLUSHALL");
      assertThat(second.beginGeneration(VIEW, "log")).isEqualTo(lost);

      assertThatThrownBy(() -> late.join(ticket)).isInstanceOf(FencedException.class);
    }
  }

  /** As when the session that finished it died before the first part had it. */
  @Test
  void accept_aPartHasTheRunAlready_isWrittenInTheOthers() {
    rebuild(1);
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      for (int i = 0; i < 4; i++) {
        writer.write(batch(1, 2, i));
      }
    }
    RedisLink link = RedisLink.forWriting("cache", RedisSettings.server(server.uri()));
    try (link) {
      new Heads(link, new RedisKeys("shop", new Shards(2)))
          .change(1, VIEW, head -> head.finishRun(1, published(2)));
    }
    try (OnlineWriter writer = store.openWriter();
        OnlineWriter other = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      WriteTicket ticket = writer.ticket(VIEW, 1, 2);
      other.join(ticket);
      for (int i = 0; i < 4; i++) {
        other.write(batch(1, 2, i));
      }
      writer.accept(other.receipt(ticket));
      writer.finishRun(VIEW, 1, published(2));
    }
    assertAllOf(2);
  }

  @Test
  void write_numberOfTheGenerationWasGivenAgainByAnEmptyServer_isFenced() {
    try (OnlineWriter slow = store.openWriter();
        OnlineWriter writer = store.openWriter()) {
      int lost = slow.beginGeneration(VIEW, "log");
      slow.write(batch(lost, 1, 0));
      server.ask("FLUSHALL");
      int generation = writer.beginGeneration(VIEW, "log");
      assertThat(generation).isEqualTo(lost);
      for (int i = 0; i < 4; i++) {
        writer.write(batch(generation, 2, i));
      }

      assertThatThrownBy(() -> slow.write(batch(lost, 1, 1))).isInstanceOf(FactoryException.class);
      assertThatThrownBy(() -> slow.switchGeneration(VIEW, lost, published(1)))
          .isInstanceOf(FactoryException.class);
      writer.switchGeneration(VIEW, generation, published(2));
    }
    assertAllOf(2);
  }

  @Test
  void beginRun_serverLostThatItWasBegun_isFenced() {
    rebuild(1);
    remember();
    try (OnlineWriter writer = store.openWriter()) {
      writer.beginRun(VIEW, 1, 1, 2, Instant.now());
      writer.write(batch(1, 2, 0));
      goBack();
      try (OnlineWriter other = store.openWriter()) {
        other.beginRun(VIEW, 1, 1, 2, Instant.now());
        assertThatThrownBy(() -> writer.write(batch(1, 2, 1))).isInstanceOf(FactoryException.class);
        assertThatThrownBy(() -> writer.finishRun(VIEW, 1, published(2)))
            .isInstanceOf(FactoryException.class);
        finish(other);
      }
    }
    assertAllOf(2);
  }

  /** As one that has read what there is to be removed before the server went back. */
  @Test
  void sweep_generationIsServedAgain_leavesItAlone() {
    rebuild(1);
    String garbage = new String(new RedisKeys("shop", new Shards(2)).garbage(), UTF_8);
    assertThat(server.ask("SADD " + garbage + " ads:1:1")).isEqualTo(":1");
    try (OnlineWriter writer = store.openWriter()) {
      int generation = writer.beginGeneration(VIEW, "log");
      assertAllOf(1);
      writer.write(batch(generation, 2, 0));
      writer.switchGeneration(VIEW, generation, published(2));
      writer.dropGeneration(VIEW, 1);
    }
    String count = "return #redis.call('KEYS', 'ff{*}:shop:ads:1:1:*')";
    assertThat(server.ask("EVAL \"" + count + "\" 0")).isEqualTo(":0");
  }
}
