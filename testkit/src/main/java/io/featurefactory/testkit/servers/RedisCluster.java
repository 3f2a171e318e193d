package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Redis Cluster of some masters that share the slots evenly, without replicas. */
public final class RedisCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;

  /** So much above its port a node listens to the others. */
  private static final int BUS = 10_000;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final List<RedisServer> nodes;
  private final List<TcpProxy> networks = new ArrayList<>();

  private RedisCluster(List<RedisServer> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Starts it, and waits until it works.
   *
   * @param options of {@code redis-server} for each node
   */
  public static RedisCluster start(Path folder, int masters, String... options) {
    RedisCluster cluster = nodes(folder, masters, options);
    cluster.join();
    return cluster;
  }

  /** The same with a network before each node, through which clients come. */
  public static RedisCluster startBehindNetworks(Path folder, int masters, String... options) {
    RedisCluster cluster = nodes(folder, masters, options);
    cluster.nodes.forEach(node -> cluster.networks.add(TcpProxy.to(node.port())));
    cluster.nodes.forEach(cluster::announce);
    cluster.join();
    return cluster;
  }

  private static RedisCluster nodes(Path folder, int masters, String... options) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
    all.addAll(List.of(options));
    List<RedisServer> nodes = new ArrayList<>();
    RedisCluster cluster;
    try {
      for (int i = 0; i < masters; i++) {
        Path own = Files.createDirectories(folder.resolve("node" + i));
        nodes.add(RedisServer.start(own, all.toArray(String[]::new)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cluster = new RedisCluster(nodes);
    }
    return cluster;
  }

  /** What a node says of itself to clients and to others: the port of its network. */
  private void announce(RedisServer node) {
    int number = nodes.indexOf(node);
    require(number, "CONFIG SET cluster-announce-bus-port " + (node.port() + BUS));
    require(number, "CONFIG SET cluster-announce-port " + networks.get(number).port());
  }

  private void join() {
    for (int i = 0; i < nodes.size(); i++) {
      int first = SLOTS * i / nodes.size();
      int last = SLOTS * (i + 1) / nodes.size() - 1;
      require(i, "CLUSTER ADDSLOTSRANGE %d %d".formatted(first, last));
      require(i, "CLUSTER SET-CONFIG-EPOCH " + (i + 1));
    }
    for (int i = 1; i < nodes.size(); i++) {
      require(i, "CLUSTER MEET 127.0.0.1 " + nodes.get(0).port());
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    for (RedisServer node : nodes) {
      // any key of the last slot is known to every node when all have heard of each other
      while (!node.ask("CLUSTER COUNTKEYSINSLOT 0").startsWith(":") || !isWhole(node)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("the cluster did not come together in time");
        }
        sleep();
      }
    }
  }

  /** A write to any slot is taken, or told to go to another node. */
  private static boolean isWhole(RedisServer node) {
    for (String key : List.of("a", "b", "c", "d", "e", "f")) {
      String answer = node.ask("GET " + key);
      if (answer.startsWith("-CLUSTERDOWN")) {
        return false;
      }
    }
    return true;
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void require(int node, String command) {
    String answer = nodes.get(node).ask(command);
    if (!answer.equals("+OK")) {
      throw new IllegalStateException(command + ": " + answer);
    }
  }

  public List<RedisServer> nodes() {
    return nodes;
  }

  /** One for each node; none without networks. */
  public List<TcpProxy> networks() {
    return List.copyOf(networks);
  }

  /** Starts a node again that was killed. */
  public void restart(RedisServer node) {
    node.restart();
    if (!networks.isEmpty()) {
      announce(node);
    }
  }

  /** Of one of its nodes. */
  public String uri() {
    return networks.isEmpty() ? nodes.get(0).uri() : "redis://127.0.0.1:" + networks.get(0).port();
  }

  @Override
  public void close() {
    networks.forEach(TcpProxy::close);
    nodes.forEach(RedisServer::close);
  }
}
