package io.featurefactory.online.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What a server may have removed to make room: then a row that is missing says nothing. It is asked
 * by INFO, which servers of providers allow where CONFIG is not; each time after the rows were
 * read, since the policy may change at any moment. For any number of threads.
 */
final class Eviction {
  private static final long AGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final RedisLink link;
  private final boolean cluster;
  private final Server[] servers;

  /** What may be missing without having been deleted. */
  enum Lost {
    NOTHING,
    ROWS;

    /** From what INFO says. */
    static Lost of(Map<String, String> info) {
      String policy = info.getOrDefault("maxmemory_policy", "noeviction");
      boolean limited = !info.getOrDefault("maxmemory", "0").equals("0");
      boolean happened = !info.getOrDefault("evicted_keys", "0").equals("0");
      if (policy.startsWith("volatile-")) {
        return NOTHING; // rows do not expire
      }
      boolean evicts = limited && !policy.equals("noeviction");
      return evicts || happened ? ROWS : NOTHING;
    }
  }

  Eviction(RedisLink link, Shards parts) {
    this.link = link;
    this.cluster = link.settings().cluster();
    this.servers = new Server[cluster ? parts.count() : 1];
    for (int i = 0; i < servers.length; i++) {
      servers[i] = new Server(RedisKeys.bytes(parts.tag(i)));
    }
  }

  /**
   * Those of the parts in which a missing row says nothing.
   *
   * @param parts in which rows were found missing before this call
   */
  CompletableFuture<BitSet> silent(BitSet parts) {
    if (parts.isEmpty()) {
      return CompletableFuture.completedFuture(parts);
    }
    if (!cluster) {
      return servers[0].lost().thenApply(lost -> lost == Lost.ROWS ? parts : new BitSet());
    }
    BitSet silent = new BitSet();
    return CompletableFuture.allOf(
            parts.stream()
                .mapToObj(part -> servers[part].lost().thenAccept(lost -> mark(silent, part, lost)))
                .toArray(CompletableFuture[]::new))
        .thenApply(all -> silent);
  }

  private static void mark(BitSet silent, int part, Lost lost) {
    if (lost == Lost.ROWS) {
      synchronized (silent) {
        silent.set(part);
      }
    }
  }

  /**
   * The server of a part. One question is under way at a time; all who come meanwhile share the
   * next one, since the server may have answered the first before they read.
   */
  private final class Server {
    private final byte[] key;
    private @Nullable CompletableFuture<Lost> next;
    private boolean asking;
    private volatile @Nullable Settled settled;

    /**
     * @param key one that is in the part
     */
    Server(byte[] key) {
      this.key = key;
    }

    CompletableFuture<Lost> lost() {
      Settled here = settled;
      if (here != null && System.nanoTime() - here.at <= AGE_NANOS) {
        return here.answer;
      }
      synchronized (this) {
        CompletableFuture<Lost> answer = next;
        if (answer == null) {
          answer = new CompletableFuture<>();
          next = answer;
          askNext();
        }
        return answer;
      }
    }

    private synchronized void askNext() {
      CompletableFuture<Lost> answer = next;
      if (answer != null && !asking) {
        next = null;
        asking = true;
        CompletableFuture<Void> unused =
            ask().handle((lost, failure) -> answered(answer, lost, failure));
      }
    }

    private @Nullable Void answered(
        CompletableFuture<Lost> answer, @Nullable Lost lost, @Nullable Throwable failure) {
      synchronized (this) {
        asking = false;
      }
      askNext();
      if (failure != null) {
        answer.completeExceptionally(failure);
      } else {
        answer.complete(lost);
      }
      return null;
    }

    private CompletableFuture<Lost> ask() {
      return CompletableFuture.completedFuture(key)
          .thenCompose(link::server)
          .thenCompose(Eviction::info)
          .thenApply(info -> settle(Lost.of(info)))
          .exceptionallyCompose(this::notAllowed);
    }

    /** Of a cache a missing row says nothing for a while: that is never wrong. */
    private Lost settle(Lost lost) {
      if (lost == Lost.ROWS) {
        settled = new Settled(lost);
      }
      return lost;
    }

    /** A user who may not ask has to know what the server does. */
    private CompletableFuture<Lost> notAllowed(Throwable failure) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (cause instanceof RedisCommandExecutionException) {
        Settled refused = new Settled(Lost.NOTHING);
        settled = refused;
        return refused.answer;
      }
      return CompletableFuture.failedFuture(failure);
    }
  }

  /** What need not be asked again for a while. */
  private static final class Settled {
    private final CompletableFuture<Lost> answer;
    private final long at = System.nanoTime();

    Settled(Lost lost) {
      this.answer = CompletableFuture.completedFuture(lost);
    }
  }

  private static CompletableFuture<Map<String, String>> info(
      RedisServerAsyncCommands<byte[], byte[]> server) {
    CompletableFuture<String> memory = server.info("memory").toCompletableFuture();
    CompletableFuture<String> stats = server.info("stats").toCompletableFuture();
    return memory.thenCombine(
        stats,
        (m, s) -> {
          Map<String, String> fields = new HashMap<>();
          put(fields, "maxmemory_policy", m);
          put(fields, "maxmemory", m);
          put(fields, "evicted_keys", s);
          return fields;
        });
  }

  /** A line of INFO, which is {@code name:value}. */
  private static void put(Map<String, String> fields, String name, String info) {
    String start = "\n" + name + ":";
    int from = info.indexOf(start);
    if (from >= 0) {
      int to = info.indexOf('\r', from);
      fields.put(name, info.substring(from + start.length(), to < 0 ? info.length() : to));
    }
  }
}
