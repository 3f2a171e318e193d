package io.featurefactory.online.redis;

import io.featurefactory.testkit.servers.RedisCluster;
import io.featurefactory.testkit.servers.RedisSentinels;
import io.featurefactory.testkit.servers.RedisServer;
import io.featurefactory.testkit.servers.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FaultRun} on one server, a cluster, and a master with a replica. */
final class RedisRandomFaultsTest {
  private static final int FEW = 6;
  private static final int FAILOVERS = 2;

  @TempDir Path folder;

  private final FaultRun faults = new FaultRun();

  private static RedisOnlineStore open(RedisSettings settings) {
    return RedisOnlineStore.open("cache", "shop", settings.withTimeout(FaultRun.TIMEOUT));
  }

  private <T> Supplier<T> any(List<T> all) {
    return () -> all.get(faults.random().nextInt(all.size()));
  }

  @Test
  void randomFaults_leaveNothingWrong() throws Exception {
    try (RedisServer server =
        RedisServer.startWithClock(folder, "--appendonly", "yes", "--appendfsync", "always")) {
      run(server, List.of());
    }
  }

  /** It has no log: a restart takes it back to when it was saved last, or to nothing. */
  @Test
  void randomFaults_serverThatForgetsItsLastWrites_leaveNothingWrong() throws Exception {
    try (RedisServer server = RedisServer.startWithClock(folder)) {
      Fault saved = new Fault("saved", millis -> server.ask("SAVE"));
      Fault wentBack =
          new Fault(
              "went back",
              millis -> {
                server.ask("SAVE");
                TimeUnit.MILLISECONDS.sleep(millis / 10);
                server.restart();
              });
      run(server, List.of(saved, wentBack, wentBack, wentBack));
    }
  }

  private void run(RedisServer server, List<Fault> more) throws Exception {
    Random random = faults.random();
    Fault jumped =
        new Fault(
            "clock of the server jumped",
            millis -> server.shiftClock(Duration.ofHours(random.nextInt(400) - 200L)));
    try (TcpProxy network = TcpProxy.to(server.port())) {
      RedisSettings settings = RedisSettings.server("redis://127.0.0.1:" + network.port());
      faults.run(
          () -> open(settings),
          Fault.all(
              Fault.ofServers(() -> server, RedisServer::restart),
              Fault.ofNetworks(() -> network),
              List.of(jumped),
              more),
          FEW);
    }
  }

  @Test
  void randomFaults_cluster_leaveNothingWrong() throws Exception {
    try (RedisCluster cluster =
        RedisCluster.startBehindNetworks(
            folder, 3, "--appendonly", "yes", "--appendfsync", "always")) {
      RedisSettings settings = RedisSettings.cluster(cluster.uri());
      faults.run(
          () -> open(settings),
          Fault.all(
              Fault.ofServers(any(cluster.nodes()), cluster::restart),
              Fault.ofNetworks(any(cluster.networks()))),
          FEW);
    }
  }

  /** Failovers, to a replica that has all or lags, and with an old master that goes on writing. */
  @Test
  void randomFaults_replicas_leaveNothingWrong() throws Exception {
    try (RedisSentinels sentinels = RedisSentinels.start(folder)) {
      RedisSettings settings = RedisSettings.server(sentinels.uri());
      faults.run(
          () -> open(settings),
          List.of(
              new Fault("failover", millis -> failOver(sentinels, 0)),
              new Fault("failover to a replica that lagged", millis -> failOver(sentinels, millis)),
              new Fault("two masters", millis -> twoMasters(sentinels, millis)),
              new Fault("scripts forgotten", millis -> sentinels.master().ask("SCRIPT FLUSH"))),
          FAILOVERS);
    }
  }

  private static void failOver(RedisSentinels sentinels, long lag) throws InterruptedException {
    if (lag > 0) {
      sentinels.replica().freeze();
      sentinels.master().ask("CLIENT KILL TYPE replica"); // nothing waits in its socket
      TimeUnit.MILLISECONDS.sleep(lag);
    }
    sentinels.master().kill();
    if (lag > 0) {
      sentinels.replica().thaw();
    }
    sentinels.awaitFailover();
    sentinels.master().restart();
    sentinels.rejoin();
  }

  private static void twoMasters(RedisSentinels sentinels, long millis)
      throws InterruptedException {
    sentinels.master().freeze();
    sentinels.awaitFailover();
    sentinels.master().thaw();
    TimeUnit.MILLISECONDS.sleep(millis);
    sentinels.rejoin();
  }
}
