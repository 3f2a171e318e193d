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
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final List<RedisServer> nodes;

  private RedisCluster(List<RedisServer> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /** Starts it, and waits until it works. */
  public static RedisCluster start(Path folder, int masters) {
    List<RedisServer> nodes = new ArrayList<>();
    RedisCluster cluster;
    try {
      for (int i = 0; i < masters; i++) {
        Path own = Files.createDirectories(folder.resolve("node" + i));
        nodes.add(
            RedisServer.start(own, "--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      cluster = new RedisCluster(nodes);
    }
    cluster.join();
    return cluster;
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

  /** Of one of its nodes. */
  public String uri() {
    return nodes.get(0).uri();
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }
}
