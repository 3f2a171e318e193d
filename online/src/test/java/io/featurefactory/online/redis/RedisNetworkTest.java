package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.online.FormulaHistory;
import io.featurefactory.testkit.servers.RedisCluster;
import io.featurefactory.testkit.servers.RedisServer;
import io.featurefactory.testkit.servers.TcpProxy;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that fails between a Redis and those who use it; clocks that go back. */
final class RedisNetworkTest {
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final Duration AT_ONCE = Duration.ofMillis(150);
  private static final int KEYS = 500;

  @TempDir Path folder;
  private RedisServer server;
  private TcpProxy network;
  private RedisOnlineStore store;

  @BeforeEach
  void start() {
    server = RedisServer.start(folder);
    network = TcpProxy.to(server.port());
    store = open(TIMEOUT);
    publish(1);
    assertThat(check()).isEqualTo(KEYS);
  }

  @AfterEach
  void stop() {
    store.close();
    network.close();
    server.close();
  }

  private RedisOnlineStore open(Duration timeout) {
    return RedisOnlineStore.open(
        "cache",
        "shop",
        RedisSettings.server("redis://127.0.0.1:" + network.port()).withTimeout(timeout));
  }

  private void publish(long run) {
    FormulaHistory.publish(store, KEYS, run, Clock.systemUTC());
  }

  private int check() {
    return new HistoryCheck(store, KEYS, 7).all();
  }

  private static Duration failing(Runnable lookup) {
    long before = System.nanoTime();
    assertThatThrownBy(lookup::run).isInstanceOf(FactoryException.class);
    return Duration.ofNanos(System.nanoTime() - before);
  }

  @Test
  void read_networkIsCut_failsAtOnceAndComesBack() {
    network.cut();
    failing(this::check); // may have been on its way
    for (int i = 0; i < 30; i++) {
      assertThat(failing(this::check)).isLessThan(AT_ONCE);
    }
    network.heal();
    Patience.await("the network", () -> check() == KEYS);
  }

  @Test
  void read_serverIsGone_failsAtOnce() {
    server.kill();
    failing(this::check);
    for (int i = 0; i < 30; i++) {
      assertThat(failing(this::check)).isLessThan(AT_ONCE);
    }
    server.restart();
    Patience.await("the server", () -> check() == 0);
    assertThat(store.findProgress(FormulaHistory.VIEW)).isNull();
  }

  /** As a firewall does with what was idle for long: nothing ever says that it is over. */
  @Test
  void read_connectionIsForgotten_isOpenedAnew() {
    network.forget();
    long before = System.nanoTime();
    assertThat(failing(this::check)).isLessThan(TIMEOUT.multipliedBy(3));
    Patience.await("another connection", () -> check() == KEYS);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(TIMEOUT.multipliedBy(8));
    network.forget();
    Patience.await(
        "another connection",
        () -> {
          publish(2);
          return check() == KEYS;
        });
  }

  /** Others may be about to send a command on it. */
  @Test
  void reopen_connectionThatWasGivenUp_takesCommandsForAWhile() throws Exception {
    String uri = "redis://127.0.0.1:" + network.port();
    byte[] key = {1};
    try (RedisLink link =
        RedisLink.forWriting("cache", RedisSettings.server(uri).withTimeout(TIMEOUT))) {
      RedisClusterAsyncCommands<byte[], byte[]> before = link.commands();
      network.forget();
      Patience.await(
          "another connection",
          () -> {
            CompletableFuture<byte[]> asked = link.value(key, 0);
            return link.commands() != before || link.await(asked) != null;
          });
      for (int i = 0; i < 50; i++) {
        assertThat(before.get(key).toCompletableFuture()).as("fails later").isNotNull();
        TimeUnit.MILLISECONDS.sleep(2);
      }
    }
  }

  /** The other nodes answer all the time. */
  @Test
  void publish_connectionToOneNodeIsForgotten_isOpenedAnew() {
    try (RedisCluster cluster = RedisCluster.startBehindNetworks(folder.resolve("cluster"), 3);
        RedisOnlineStore nodes =
            RedisOnlineStore.open(
                "cache", "shop", RedisSettings.cluster(cluster.uri()).withTimeout(TIMEOUT))) {
      FormulaHistory.publish(nodes, KEYS, 1, Clock.systemUTC());
      cluster.networks().get(1).forget();
      Patience.await(
          "another connection",
          () -> {
            FormulaHistory.publish(nodes, KEYS, 2, Clock.systemUTC());
            return new HistoryCheck(nodes, KEYS, 7).all() == KEYS;
          });
      assertThat(Objects.requireNonNull(nodes.findProgress(FormulaHistory.VIEW)).run())
          .isEqualTo(2);
    }
  }

  @Test
  void read_slowNetwork_answersOrFailsInTime() {
    network.delay(TIMEOUT.dividedBy(8));
    assertThat(new HistoryCheck(store, KEYS, 7).some()).isPositive();
    network.delay(TIMEOUT.multipliedBy(2));
    assertThat(failing(this::check)).isLessThan(TIMEOUT.multipliedBy(3));
    network.heal();
    Patience.await("the network", () -> check() == KEYS);
  }

  /** What is shorter than the timeout, a publish waits for. */
  @Test
  void publish_networkIsCutForShort_waits() throws Exception {
    store.close();
    store = open(Duration.ofSeconds(10));
    publish(2);
    network.delay(Duration.ofMillis(5));
    CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publish(3));
    for (int i = 0; i < 5 && !publishing.isDone(); i++) {
      TimeUnit.MILLISECONDS.sleep(15);
      network.cut();
      TimeUnit.MILLISECONDS.sleep(50);
      network.heal();
    }
    publishing.get(20, TimeUnit.SECONDS);
    Patience.await("the network", () -> check() == KEYS);
    assertThat(Objects.requireNonNull(store.findProgress(FormulaHistory.VIEW)).run()).isEqualTo(3);
  }

  @Test
  void publish_networkIsCutForLong_failsAndGoesOn() {
    network.cut();
    assertThatThrownBy(() -> publish(2)).isInstanceOf(FactoryException.class);
    network.heal();
    Patience.await(
        "the network",
        () -> {
          publish(2);
          return check() == KEYS;
        });
    assertThat(Objects.requireNonNull(store.findProgress(FormulaHistory.VIEW)).run()).isEqualTo(2);
  }

  /** Runs are ordered by their numbers; times are only told. */
  @Test
  void publish_clockGoesBack_isOfTheNewRun() {
    Instant past = Instant.now().minus(Duration.ofDays(30));
    FormulaHistory.publish(store, KEYS, 2, Clock.fixed(past, ZoneOffset.UTC));
    assertThat(check()).isEqualTo(KEYS);
    OnlineProgress progress = Objects.requireNonNull(store.findProgress(FormulaHistory.VIEW));
    assertThat(progress.run()).isEqualTo(2);
    assertThat(progress.current().published().finished()).isBetween(past.minusSeconds(1), past);
  }
}
