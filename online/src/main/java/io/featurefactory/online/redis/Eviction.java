package io.featurefactory.online.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * What a server may have removed to make room: then a row that is missing says nothing. Its policy
 * may change at any moment, so how many keys it has removed is asked after rows were read, by INFO,
 * which servers of providers allow where CONFIG is not. For any number of threads.
 */
final class Eviction {
  /** Of so many keys some will be missing. */
  private static final int MANY = 16;

  private static final long AGE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final String NONE = "0";

  private final RedisLink link;
  private final boolean cluster;
  private final Server[] servers;

  /** What may be missing without having been deleted. */
  enum Lost {
    NOTHING,
    ROWS;

    /**
     * From what INFO says of a server that has not removed any key.
     *
     * @param limit of its memory; 0 for none
     */
    static Lost of(String policy, String limit) {
      boolean spares = policy.equals("noeviction") || policy.startsWith("volatile-");
      return spares || limit.equals(NONE) ? NOTHING : ROWS; // rows do not expire
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
   * Whether to ask for the statistics in the same breath as for so many keys, behind them: that is
   * cheaper than to ask when rows are missing. In a cluster keys may take another way.
   */
  boolean isWorthAsking(int keys) {
    return keys >= MANY && !cluster && servers[0].settled() == null;
  }

  /**
   * Those of the parts in which a missing row says nothing.
   *
   * @param parts in which rows were found missing before this call
   * @param statistics from after the rows were read; null if they were not asked for, too
   */
  CompletableFuture<BitSet> silent(BitSet parts, @Nullable CompletableFuture<String> statistics) {
    if (parts.isEmpty()) {
      return CompletableFuture.completedFuture(parts);
    }
    if (!cluster) {
      Server server = servers[0];
      return (statistics == null ? server.lost() : server.judge(statistics))
          .thenApply(lost -> lost == Lost.ROWS ? parts : new BitSet());
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

  /** What is known of a server: whether it loses rows, as long as it has removed so many keys. */
  private static final class Known {
    private final String evicted;
    private final CompletableFuture<Lost> lost;

    /** Holds whatever the server has removed meanwhile. */
    private final boolean settled;

    private final long at = System.nanoTime();

    Known(String evicted, Lost lost, boolean settled) {
      this.evicted = evicted;
      this.lost = CompletableFuture.completedFuture(lost);
      this.settled = settled;
    }

    boolean isFresh() {
      return System.nanoTime() - at <= AGE_NANOS;
    }
  }

  /**
   * The server of a part. One question is under way at a time; all who come meanwhile share the
   * next one, since the server may have answered the first before they read.
   */
  private final class Server {
    private final byte[] key;
    private volatile @Nullable Known known;
    private @Nullable CompletableFuture<Lost> next;
    private boolean asking;

    /**
     * @param key one that is in the part
     */
    Server(byte[] key) {
      this.key = key;
    }

    /** What need not be asked again for a while; null if it has to be. */
    @Nullable CompletableFuture<Lost> settled() {
      Known here = known;
      return here != null && here.settled && here.isFresh() ? here.lost : null;
    }

    CompletableFuture<Lost> lost() {
      CompletableFuture<Lost> settled = settled();
      if (settled != null) {
        return settled;
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
            judge(info("stats")).handle((lost, failure) -> answered(answer, lost, failure));
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

    private CompletableFuture<String> info(String section) {
      return CompletableFuture.completedFuture(key)
          .thenCompose(link::server)
          .thenCompose(server -> server.info(section));
    }

    CompletableFuture<Lost> judge(CompletableFuture<String> statistics) {
      return statistics.thenCompose(this::judge).exceptionallyCompose(this::notAllowed);
    }

    private CompletableFuture<Lost> judge(String statistics) {
      String evicted = field(statistics, "evicted_keys", NONE);
      Known here = known;
      if (here != null && here.isFresh() && here.evicted.equals(evicted)) {
        return here.lost;
      }
      if (!evicted.equals(NONE)) { // nobody knows under which policy
        return CompletableFuture.completedFuture(know(evicted, Lost.ROWS));
      }
      return info("memory")
          .thenApply(
              memory ->
                  know(
                      evicted,
                      Lost.of(
                          field(memory, "maxmemory_policy", "noeviction"),
                          field(memory, "maxmemory", NONE))));
    }

    /** That rows may be missing holds for a while without another question: it is never wrong. */
    private Lost know(String evicted, Lost lost) {
      known = new Known(evicted, lost, lost == Lost.ROWS);
      return lost;
    }

    /** A user who may not ask has to know what the server does. */
    private CompletableFuture<Lost> notAllowed(Throwable failure) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (cause instanceof RedisCommandExecutionException refusal && isNotAllowed(refusal)) {
        Known refused = new Known(NONE, Lost.NOTHING, true);
        known = refused;
        return refused.lost;
      }
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static boolean isNotAllowed(RedisCommandExecutionException refusal) {
    String message = String.valueOf(refusal.getMessage());
    return message.startsWith("NOPERM") || message.startsWith("ERR unknown command");
  }

  /** The value of a line of INFO, which is {@code name:value}. */
  private static String field(String info, String name, String otherwise) {
    String start = "\n" + name + ":";
    int from = info.indexOf(start);
    if (from < 0) {
      return otherwise;
    }
    int to = info.indexOf('\r', from);
    return info.substring(from + start.length(), to < 0 ? info.length() : to);
  }
}
