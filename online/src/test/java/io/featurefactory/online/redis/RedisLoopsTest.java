package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.online.FormulaHistory;
import io.featurefactory.online.NetworkLoops;
import io.featurefactory.testkit.servers.RedisCluster;
import io.featurefactory.testkit.servers.RedisServer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis whose connections belong to the event loops of a server. */
final class RedisLoopsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int KEYS = 20;
  private static final List<RowRequest> ASKED =
      List.of(
          new RowRequest(
              FormulaHistory.VIEW,
              IntStream.range(0, KEYS)
                  .filter(number -> FormulaHistory.value(number, 1) != null)
                  .mapToObj(FormulaHistory::key)
                  .toList()));

  @TempDir Path folder;
  private final NetworkLoops loops = NetworkLoops.start();

  @AfterEach
  void stop() {
    loops.close();
  }

  private static RedisOnlineStore open(RedisSettings settings) {
    RedisOnlineStore store = RedisOnlineStore.open("cache", "shop", settings.withTimeout(TIMEOUT));
    FormulaHistory.publish(store, KEYS, 1, Clock.systemUTC());
    return store;
  }

  /** What a loop reads, and by which threads the answer came. */
  private static List<RowAnswer> read(RedisOnlineStore store, EventExecutor loop, Set<Thread> by) {
    try {
      return CompletableFuture.completedFuture(ASKED)
          .thenComposeAsync(
              asked ->
                  store
                      .readAsync(asked)
                      .whenComplete((answers, failure) -> by.add(Thread.currentThread())),
              loop)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FactoryException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private void requireOwnThreads(RedisOnlineStore store) {
    for (EventExecutor loop : loops.group()) {
      Set<Thread> by = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < 3; i++) {
        List<RowAnswer> answers = read(store, loop, by);
        assertThat(answers.get(0).rows()).isNotEmpty().doesNotContainNull();
        assertThat(Objects.requireNonNull(answers.get(0).progress()).run()).isEqualTo(1);
      }
      assertThat(by).hasSize(1).allMatch(((EventLoop) loop)::inEventLoop);
    }
  }

  @Test
  void readAsync_byALoop_isAnsweredByTheLoop() {
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store = open(RedisSettings.server(server.uri()))) {
      store.connect(loops);
      store.connect(loops);
      requireOwnThreads(store);
    }
  }

  @Test
  void readAsync_ofACluster_isAnsweredByTheLoop() {
    try (RedisCluster cluster = RedisCluster.start(folder, 3);
        RedisOnlineStore store = open(RedisSettings.cluster(cluster.uri()))) {
      store.connect(loops);
      requireOwnThreads(store);
    }
  }

  @Test
  void readAsync_serverWasAway_isAnsweredByTheLoopAgain() {
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store = open(RedisSettings.server(server.uri()))) {
      store.connect(loops);
      requireOwnThreads(store);
      server.kill();
      for (EventExecutor loop : loops.group()) {
        assertThatThrownBy(() -> read(store, loop, ConcurrentHashMap.newKeySet()))
            .isInstanceOf(FactoryException.class);
      }
      server.restart();
      Patience.await("the server", () -> answers(store));
      FormulaHistory.publish(store, KEYS, 1, Clock.systemUTC());
      requireOwnThreads(store);
    }
  }

  private boolean answers(RedisOnlineStore store) {
    for (EventExecutor loop : loops.group()) {
      List<RowAnswer> unused = read(store, loop, ConcurrentHashMap.newKeySet());
    }
    return true;
  }

  @Test
  void close_leavesTheLoops() {
    try (RedisServer server = RedisServer.start(folder)) {
      RedisOnlineStore store = open(RedisSettings.server(server.uri()));
      store.connect(loops);
      store.close();
      assertThat(loops.group().isShuttingDown()).isFalse();
      assertThatThrownBy(() -> read(store, loops.group().next(), ConcurrentHashMap.newKeySet()))
          .isInstanceOf(FactoryException.class);
      assertThatThrownBy(() -> store.connect(loops)).isInstanceOf(FactoryException.class);
    }
  }

  @Test
  void connect_nobodyListens_fails() {
    try (RedisServer server = RedisServer.start(folder);
        RedisOnlineStore store = open(RedisSettings.server(server.uri()))) {
      server.kill();
      assertThatThrownBy(() -> store.connect(loops)).isInstanceOf(FactoryException.class);
      server.restart();
      FormulaHistory.publish(store, KEYS, 1, Clock.systemUTC());
      store.connect(loops);
      requireOwnThreads(store);
    }
  }
}
