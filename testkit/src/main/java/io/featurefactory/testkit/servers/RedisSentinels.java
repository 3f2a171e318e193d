package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** A master with a replica, and three sentinels that watch over them. */
public final class RedisSentinels implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private RedisServer master;
  private RedisServer replica;
  private final List<RedisServer> sentinels = new ArrayList<>();

  private RedisSentinels(RedisServer master, RedisServer replica) {
    this.master = master;
    this.replica = replica;
  }

  /** Starts them, and waits until each knows of all. */
  public static RedisSentinels start(Path folder) {
    RedisServer master = node(folder, "master");
    RedisServer replica = node(folder, "replica");
    replica.ask("REPLICAOF 127.0.0.1 " + master.port());
    RedisSentinels set = new RedisSentinels(master, replica);
    await(
        "the replica to follow",
        () -> replica.ask("INFO replication").contains("master_link_status:up"));
    for (int i = 0; i < 3; i++) {
      set.sentinels.add(RedisServer.sentinel(folder, master));
    }
    for (RedisServer sentinel : set.sentinels) {
      await(
          "the sentinels to know each other",
          () -> sentinel.ask("INFO sentinel").contains("slaves=1,sentinels=3"));
    }
    return set;
  }

  private static RedisServer node(Path folder, String name) {
    try {
      Path own = Files.createDirectories(folder.resolve(name));
      return RedisServer.start(own, "--repl-diskless-sync-delay", "0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code redis-sentinel://...#shop}. */
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> "127.0.0.1:" + sentinel.port())
        .collect(Collectors.joining(",", "redis-sentinel://", "/0#shop"));
  }

  /** The first master; after a failover the other one is, once it {@linkplain #rejoin is told}. */
  public RedisServer master() {
    return master;
  }

  public RedisServer replica() {
    return replica;
  }

  /**
   * After a failover: the old master, which runs again, follows the new one; {@link #master} and
   * {@link #replica} are those that are. Waits until the sentinels could do the next failover.
   */
  public void rejoin() {
    RedisServer old = master;
    master = replica;
    replica = old;
    await(
        "the old master to follow",
        () -> {
          replica.ask("REPLICAOF 127.0.0.1 " + master.port());
          return replica.ask("INFO replication").contains("master_link_status:up");
        });
    for (RedisServer sentinel : sentinels) {
      await("the sentinels to see it", () -> isWell(sentinel));
    }
  }

  private boolean isWell(RedisServer sentinel) {
    String seen = sentinel.ask("SENTINEL CKQUORUM shop") + sentinel.ask("INFO sentinel");
    return seen.startsWith("+OK")
        && seen.contains("status=ok,address=127.0.0.1:" + master.port() + ",slaves=1");
  }

  /** Waits until the sentinels have made the replica the master. */
  public void awaitFailover() {
    await("the failover", () -> replica.ask("INFO replication").contains("role:master"));
  }

  /** Sentinels end the connections to a server whose role they change. */
  private static boolean isDone(BooleanSupplier done) {
    try {
      return done.getAsBoolean();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static void await(String what, BooleanSupplier done) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!isDone(done)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    replica.close();
    master.close();
  }
}
