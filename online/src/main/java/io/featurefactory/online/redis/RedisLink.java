package io.featurefactory.online.redis;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FencedException;
import io.featurefactory.online.OnlineErrors;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.jspecify.annotations.Nullable;

/**
 * The connection to a Redis, opened when it is needed first. Commands of all threads go through it
 * without waiting for each other. What fails is a {@link FactoryException} that names the store.
 */
final class RedisLink implements AutoCloseable {
  private final String store;
  private final RedisSettings settings;
  private final Map<RedisScript, String> digests = new EnumMap<>(RedisScript.class);
  private @Nullable AbstractRedisClient client;
  private @Nullable StatefulConnection<byte[], byte[]> connection;
  private @Nullable ClientResources resources;
  private volatile @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands;
  private boolean closed;

  RedisLink(String store, RedisSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  String store() {
    return store;
  }

  RedisSettings settings() {
    return settings;
  }

  /** For commands of any kind; {@link #await} their answers. */
  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    RedisClusterAsyncCommands<byte[], byte[]> open = commands;
    return open == null ? connect() : open;
  }

  private synchronized RedisClusterAsyncCommands<byte[], byte[]> connect() {
    if (closed) {
      throw OnlineErrors.closed(store);
    }
    RedisClusterAsyncCommands<byte[], byte[]> open = commands;
    if (open != null) {
      return open;
    }
    RedisURI uri = uri();
    try {
      open = settings.cluster() ? toCluster(uri) : toServer(uri);
      for (RedisScript script : RedisScript.values()) {
        digests.put(script, open.digest(script.text()));
      }
    } catch (RedisException e) {
      shutDown();
      throw failure(e);
    }
    commands = open;
    return open;
  }

  private RedisURI uri() {
    try {
      RedisURI uri = RedisURI.create(settings.uri());
      uri.setTimeout(settings.timeout());
      return uri;
    } catch (IllegalArgumentException e) {
      throw RedisErrors.wrongUri(store, settings.uri(), e);
    }
  }

  private RedisClusterAsyncCommands<byte[], byte[]> toServer(RedisURI uri) {
    RedisClient opened = RedisClient.create(resources());
    client = opened;
    opened.setOptions(
        ClientOptions.builder()
            .socketOptions(sockets())
            .sslOptions(certificates())
            .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
            .build());
    StatefulRedisConnection<byte[], byte[]> connected =
        opened.connect(ByteArrayCodec.INSTANCE, uri);
    connection = connected;
    return connected.async();
  }

  private RedisClusterAsyncCommands<byte[], byte[]> toCluster(RedisURI uri) {
    RedisClusterClient opened = RedisClusterClient.create(resources(), uri);
    client = opened;
    opened.setOptions(
        ClusterClientOptions.builder()
            .socketOptions(sockets())
            .sslOptions(certificates())
            .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh().build())
            .build());
    StatefulRedisClusterConnection<byte[], byte[]> connected =
        opened.connect(ByteArrayCodec.INSTANCE);
    connection = connected;
    return connected.async();
  }

  /** A server that is back is found within a second, however long it was away. */
  private ClientResources resources() {
    ClientResources made =
        ClientResources.builder()
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(1), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
            .build();
    resources = made;
    return made;
  }

  private SslOptions certificates() {
    Path ca = settings.ca();
    if (ca == null) {
      return SslOptions.create();
    }
    if (!Files.isRegularFile(ca)) {
      throw RedisErrors.noCa(store, ca);
    }
    return SslOptions.builder().trustManager(ca.toFile()).build();
  }

  private SocketOptions sockets() {
    return SocketOptions.builder().connectTimeout(settings.timeout()).keepAlive(true).build();
  }

  /** Asks for the values of keys of one slot; null for those that are not there. */
  CompletableFuture<List<byte @Nullable []>> values(List<byte[]> keys) {
    CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
    arguments.addKeys(keys);
    return commands()
        .<List<byte @Nullable []>>dispatch(
            CommandType.MGET, new ValueListOutput<>(ByteArrayCodec.INSTANCE), arguments)
        .toCompletableFuture();
  }

  /** Runs a script, by its digest where the server has it; its answer is a number. */
  CompletableFuture<Long> run(RedisScript script, byte[][] keys, byte[]... arguments) {
    RedisClusterAsyncCommands<byte[], byte[]> open = commands();
    return open.<Long>evalsha(digests.get(script), ScriptOutputType.INTEGER, keys, arguments)
        .toCompletableFuture()
        .exceptionallyCompose(
            failure ->
                cause(failure) instanceof RedisNoScriptException
                    ? open.<Long>eval(script.text(), ScriptOutputType.INTEGER, keys, arguments)
                    : CompletableFuture.failedFuture(failure));
  }

  private static Throwable cause(Throwable failure) {
    boolean wraps = failure instanceof CompletionException || failure instanceof ExecutionException;
    return wraps && failure.getCause() != null ? failure.getCause() : failure;
  }

  /** The answer of a command. */
  <T> T await(CompletionStage<T> answer) {
    Future<T> future = answer.toCompletableFuture();
    try {
      return future.get(2 * settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = cause(e);
      if (cause instanceof FactoryException || cause instanceof FencedException) {
        throw (RuntimeException) cause; // it is told already
      }
      throw failure(e);
    } catch (TimeoutException e) {
      throw RedisErrors.slow(store, settings);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RedisErrors.interrupted(store);
    }
  }

  /** What a failed command means to a user. */
  FactoryException failure(Throwable e) {
    return RedisErrors.of(store, settings, e);
  }

  @Override
  public synchronized void close() {
    closed = true;
    commands = null;
    shutDown();
  }

  private void shutDown() {
    StatefulConnection<byte[], byte[]> open = connection;
    connection = null;
    AbstractRedisClient running = client;
    client = null;
    if (open != null) {
      open.close();
    }
    if (running != null) {
      running.shutdown(Duration.ZERO, settings.timeout());
    }
    ClientResources held = resources;
    resources = null;
    if (held != null) {
      held.shutdown(0, settings.timeout().toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }
}
