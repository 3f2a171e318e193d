package io.featurefactory.online.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server may have removed to make room: then a row that is missing says nothing. It is asked
 * by INFO, which servers of providers allow where CONFIG is not; and again now and then, since the
 * policy may change. For any number of threads.
 */
final class Eviction {
  private static final long AGE_NANOS = Duration.ofSeconds(1).toNanos();

  private final RedisLink link;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile @Nullable Known known;

  private record Known(Lost lost, long at) {}

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

  Eviction(RedisLink link) {
    this.link = link;
  }

  /** Known at once, but for the first time; then it comes from the server. */
  CompletableFuture<Lost> lost() {
    Known here = known;
    if (here == null) {
      return ask()
          .thenApply(
              first -> {
                known = first;
                return first.lost;
              });
    }
    if (System.nanoTime() - here.at > AGE_NANOS && asking.compareAndSet(false, true)) {
      CompletableFuture<Void> unused =
          ask()
              .handle(
                  (now, failure) -> {
                    known = now == null ? here : now;
                    asking.set(false);
                    return null;
                  });
    }
    return CompletableFuture.completedFuture(here.lost);
  }

  private CompletableFuture<Known> ask() {
    RedisClusterAsyncCommands<byte[], byte[]> commands = link.commands();
    CompletableFuture<String> memory = commands.info("memory").toCompletableFuture();
    CompletableFuture<String> stats = commands.info("stats").toCompletableFuture();
    return memory
        .thenCombine(stats, (m, s) -> Lost.of(fields(m + "\n" + s)))
        .exceptionallyCompose(Eviction::notAllowed)
        .thenApply(lost -> new Known(lost, System.nanoTime()));
  }

  /** A user who may not ask has to know what the server does. */
  private static CompletableFuture<Lost> notAllowed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof RedisCommandExecutionException
        ? CompletableFuture.completedFuture(Lost.NOTHING)
        : CompletableFuture.failedFuture(failure);
  }

  private static Map<String, String> fields(String info) {
    return info.lines()
        .map(line -> line.split(":", 2))
        .filter(field -> field.length == 2)
        .collect(Collectors.toMap(field -> field[0], field -> field[1].strip(), (a, b) -> a));
  }
}
