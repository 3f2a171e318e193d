package io.featurefactory.online.redis;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FencedException;
import io.featurefactory.online.OnlineErrors;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.channel.EventLoop;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a Redis, opened when it is needed first. Commands of all threads go through it
 * without waiting for each other. What fails is a {@link FactoryException} that names the store.
 *
 * <p>A connection on which nothing has been answered for some timeouts is given up, and another one
 * is opened: what is between may have forgotten it without a word. In a cluster it is enough that a
 * part of the views is silent, since each node has a connection of its own. So is one to a master
 * that has become a replica: the new one is looked for.
 */
final class RedisLink implements AutoCloseable {
  /** So many times as long as an answer may take. */
  private static final int SILENCE = 3;

  private final String store;
  private final RedisSettings settings;
  private final boolean waits;
  private final @Nullable EventLoop loop;

  /** When there was an answer last, of each part; then of commands of any. */
  private final AtomicLongArray answered;

  private volatile @Nullable Open open;
  private final AtomicBoolean reopening = new AtomicBoolean();
  private @Nullable FactoryException failure;
  private long failed;
  private boolean closed;

  /** A connection with what its server calls the scripts. */
  private record Open(
      RedisConnection connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      Map<RedisScript, String> digests) {}

  private RedisLink(String store, RedisSettings settings, boolean waits, @Nullable EventLoop loop) {
    this.store = store;
    this.settings = settings;
    this.waits = waits;
    this.loop = loop;
    this.answered = new AtomicLongArray(settings.shards() + 1);
  }

  /** Whose commands fail at once while the server is away. */
  static RedisLink forLookups(String store, RedisSettings settings) {
    return new RedisLink(store, settings, false, null);
  }

  /**
   * The same, over a connection of an event loop: what the loop asks comes back to it without
   * another thread. The loop itself cannot wait for that connection, so {@link #prepare} it before.
   */
  static RedisLink forLookups(String store, RedisSettings settings, EventLoop loop) {
    return new RedisLink(store, settings, false, loop);
  }

  /** Whose commands wait for a server that is away, as long as an answer may take. */
  static RedisLink forWriting(String store, RedisSettings settings) {
    return new RedisLink(store, settings, true, null);
  }

  String store() {
    return store;
  }

  RedisSettings settings() {
    return settings;
  }

  /** For commands of any kind; {@link #await} their answers. */
  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    return open().commands;
  }

  /** For commands to the server that has a key, about itself. */
  CompletableFuture<? extends RedisServerAsyncCommands<byte[], byte[]>> server(byte[] key) {
    return open().connection.server(key);
  }

  /** Connects, if that has not been done yet. */
  void prepare() {
    Open ignored = open();
  }

  private Open open() {
    Open here = open;
    return here == null ? connect() : here;
  }

  /** Those who wait for an attempt of another thread fail with it: they do not try in turn. */
  private Open connect() {
    long asked = System.nanoTime();
    synchronized (this) {
      FactoryException before = failure;
      if (before != null && failed - asked > 0) {
        throw before;
      }
      try {
        return connectHere();
      } catch (FactoryException e) {
        failure = e;
        failed = System.nanoTime();
        throw e;
      }
    }
  }

  private Open connectHere() {
    if (closed) {
      throw OnlineErrors.closed(store);
    }
    Open here = open;
    if (here != null) {
      return here;
    }
    here = opened();
    open = here;
    return here;
  }

  private Open opened() {
    try {
      RedisConnection connection = RedisConnection.open(store, settings, waits, loop);
      Map<RedisScript, String> digests = new EnumMap<>(RedisScript.class);
      for (RedisScript script : RedisScript.values()) {
        digests.put(script, connection.commands().digest(script.text()));
      }
      for (int i = 0; i < answered.length(); i++) {
        answered.set(i, System.nanoTime());
      }
      return new Open(connection, connection.commands(), digests);
    } catch (RedisException | CompletionException e) {
      throw failure(e);
    }
  }

  /** Asks for the values of keys of a part; null for those that are not there. */
  CompletableFuture<List<byte @Nullable []>> values(List<byte[]> keys, int part) {
    Open here = open();
    return here.commands
        .<List<byte @Nullable []>>dispatch(
            CommandType.MGET, new ValueListOutput<>(ByteArrayCodec.INSTANCE), arguments(keys))
        .toCompletableFuture()
        .whenComplete((values, failure) -> heard(here, part, failure));
  }

  private static CommandArgs<byte[], byte[]> arguments(List<byte[]> keys) {
    return new CommandArgs<>(ByteArrayCodec.INSTANCE).addKeys(keys);
  }

  /** Values, and the statistics of the server from after they were read. */
  record ValuesThenStatistics(
      CompletableFuture<List<byte @Nullable []>> values, CompletableFuture<String> statistics) {}

  /** Asks for both in one breath; not in a cluster, where keys may take another way. */
  ValuesThenStatistics valuesThenStatistics(List<byte[]> keys, int part) {
    Open here = open();
    AsyncCommand<byte[], byte[], List<byte @Nullable []>> values =
        new AsyncCommand<>(
            new Command<>(
                CommandType.MGET, new ValueListOutput<>(ByteArrayCodec.INSTANCE), arguments(keys)));
    AsyncCommand<byte[], byte[], String> statistics =
        new AsyncCommand<>(
            new Command<>(
                CommandType.INFO,
                new StatusOutput<>(ByteArrayCodec.INSTANCE),
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add("stats")));
    here.connection.dispatch(List.of(values, statistics));
    return new ValuesThenStatistics(
        values.whenComplete((found, failure) -> heard(here, part, failure)), statistics);
  }

  /** The same for one key. */
  CompletableFuture<byte @Nullable []> value(byte[] key, int part) {
    return values(List.of(key), part).thenApply(values -> values.get(0));
  }

  /** Notices whether a part answers at all. */
  private void heard(@Nullable Open asked, int part, @Nullable Throwable failure) {
    Throwable cause = failure == null ? null : cause(failure);
    if (cause instanceof RedisCommandTimeoutException) {
      giveUpIfSilent(asked, part);
    } else if (cause instanceof RedisReadOnlyException) {
      giveUp(asked);
    } else {
      answered.setPlain(part, System.nanoTime());
    }
  }

  /** Runs a script in a part, by its digest where the server has it; its answer is a number. */
  CompletableFuture<Long> run(int part, RedisScript script, byte[][] keys, byte[]... arguments) {
    Open here = open();
    return here.commands
        .<Long>evalsha(here.digests.get(script), ScriptOutputType.INTEGER, keys, arguments)
        .toCompletableFuture()
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof RedisNoScriptException
                    ? here.commands.<Long>eval(
                        script.text(), ScriptOutputType.INTEGER, keys, arguments)
                    : CompletableFuture.failedFuture(failure))
        .whenComplete((answer, failure) -> heard(here, part, failure));
  }

  private static Throwable cause(Throwable failure) {
    boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
    return wraps && failure.getCause() != null ? failure.getCause() : failure;
  }

  /** The answer of a command. */
  <T> T await(CompletionStage<T> answer) {
    Open asked = open;
    int any = settings.shards();
    Future<T> future = answer.toCompletableFuture();
    try {
      T result = future.get(2 * settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
      heard(asked, any, null);
      return result;
    } catch (ExecutionException e) {
      Throwable cause = cause(e);
      if (cause instanceof FactoryException || cause instanceof FencedException) {
        throw (RuntimeException) cause; // it is told already
      }
      heard(asked, any, cause);
      throw failure(e);
    } catch (TimeoutException e) {
      giveUpIfSilent(asked, any);
      throw RedisErrors.slow(store, settings);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RedisErrors.interrupted(store);
    }
  }

  private void giveUpIfSilent(@Nullable Open asked, int part) {
    long silent = System.nanoTime() - answered.get(part);
    if (silent > SILENCE * settings.timeout().toNanos()) {
      giveUp(asked);
    }
  }

  private void giveUp(@Nullable Open asked) {
    if (asked != null && asked.equals(open) && reopening.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> replace(asked), "redis-reopen");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Nobody waits for it: until there is another connection, the silent one is used. */
  private void replace(Open silent) {
    Open unused = null;
    try {
      Open next = opened();
      synchronized (this) {
        boolean taken = !closed && silent.equals(open);
        unused = taken ? silent : next;
        open = taken ? next : open;
      }
    } catch (FactoryException e) {
      // it is tried again when a command is not answered
    } finally {
      reopening.set(false);
    }
    if (unused != null) {
      closeLater(unused);
    }
  }

  /** Others may be about to send a command on it, which would not fail as one that is not sent. */
  private void closeLater(Open unused) {
    try {
      TimeUnit.NANOSECONDS.sleep(2 * settings.timeout().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      unused.connection.close();
    }
  }

  /** What a failed command means to a user. */
  FactoryException failure(Throwable e) {
    return RedisErrors.of(store, settings, e);
  }

  @Override
  public void close() {
    Open here;
    synchronized (this) {
      closed = true;
      here = open;
      open = null;
    }
    if (here != null) {
      here.connection.close();
    }
  }
}
