package io.featurefactory.online.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.channel.EventLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client with its connection, open until it is closed. */
final class RedisConnection implements AutoCloseable {
  private final String store;
  private final RedisSettings settings;
  private final boolean waits;
  private final ClientResources resources;
  private final @Nullable RenewedCredentials credentials;
  private @Nullable Future<?> renewals;
  private @Nullable AbstractRedisClient client;
  private @Nullable StatefulConnection<byte[], byte[]> connection;
  private @Nullable RedisClusterAsyncCommands<byte[], byte[]> commands;

  private RedisConnection(
      String store, RedisSettings settings, boolean waits, @Nullable EventLoop loop) {
    this.store = store;
    this.settings = settings;
    this.waits = waits;
    this.resources = resources(loop);
    RedisLogin login = settings.login();
    this.credentials =
        login == null ? null : new RenewedCredentials(store, login, Clock.systemUTC());
  }

  /**
   * Connects.
   *
   * @param waits whether commands wait for a server that is away, as long as answers may take; else
   *     they fail at once. In a cluster they always wait: the client connects to a node when it is
   *     needed first, and would refuse what comes until then
   * @param loop of whom it is one more connection; null for a thread of its own
   */
  static RedisConnection open(
      String store, RedisSettings settings, boolean waits, @Nullable EventLoop loop) {
    RedisConnection opened = new RedisConnection(store, settings, waits, loop);
    try {
      RedisURI uri = opened.uri();
      opened.commands = settings.cluster() ? opened.toCluster(uri) : opened.toServer(uri);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  RedisClusterAsyncCommands<byte[], byte[]> commands() {
    if (commands == null) {
      throw new IllegalStateException("not open");
    }
    return commands;
  }

  /** Sends commands to a server in one breath; it answers them in their order. */
  void dispatch(List<? extends RedisCommand<byte[], byte[], ?>> inOrder) {
    if (!(connection instanceof StatefulRedisConnection<byte[], byte[]> toServer)) {
      throw new IllegalStateException("a connection to a cluster (expected: to one server)");
    }
    toServer.dispatch(inOrder);
  }

  /** For commands to a server itself: in a cluster to the one that takes writes of a key. */
  CompletableFuture<? extends RedisServerAsyncCommands<byte[], byte[]>> server(byte[] key) {
    if (connection instanceof StatefulRedisClusterConnection<byte[], byte[]> toCluster) {
      RedisClusterNode node = toCluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
      if (node == null) {
        return CompletableFuture.failedFuture(
            new RedisException("no node of the cluster has slot " + SlotHash.getSlot(key)));
      }
      return toCluster
          .getConnectionAsync(node.getUri().getHost(), node.getUri().getPort())
          .thenApply(StatefulRedisConnection::async);
    }
    return CompletableFuture.completedFuture(commands());
  }

  private RedisURI uri() {
    RedisURI uri;
    try {
      uri = RedisURI.create(settings.uri());
    } catch (IllegalArgumentException e) {
      throw RedisErrors.wrongUri(store, settings.uri());
    }
    uri.setTimeout(settings.timeout());
    if (credentials != null) {
      uri.setCredentialsProvider(credentials);
      long millis = credentials.interval().toMillis();
      renewals =
          resources
              .eventExecutorGroup()
              .scheduleAtFixedRate(credentials::renew, millis, millis, TimeUnit.MILLISECONDS);
    }
    return uri;
  }

  private RedisClusterAsyncCommands<byte[], byte[]> toServer(RedisURI uri) {
    RedisClient opened = RedisClient.create(resources);
    client = opened;
    opened.setOptions(with(ClientOptions.builder()).build());
    StatefulRedisConnection<byte[], byte[]> connected =
        opened.connect(ByteArrayCodec.INSTANCE, uri);
    connection = connected;
    return connected.async();
  }

  private RedisClusterAsyncCommands<byte[], byte[]> toCluster(RedisURI uri) {
    RedisClusterClient opened = RedisClusterClient.create(resources, uri);
    client = opened;
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    with(options);
    opened.setOptions(
        options
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder().enablePeriodicRefresh().build())
            .build());
    StatefulRedisClusterConnection<byte[], byte[]> connected =
        opened.connect(ByteArrayCodec.INSTANCE);
    connection = connected;
    return connected.async();
  }

  private ClientOptions.Builder with(ClientOptions.Builder options) {
    return options
        .socketOptions(
            SocketOptions.builder().connectTimeout(settings.timeout()).keepAlive(true).build())
        .sslOptions(certificates())
        .timeoutOptions(TimeoutOptions.enabled(settings.timeout()))
        .reauthenticateBehavior(
            credentials == null
                ? ReauthenticateBehavior.DEFAULT
                : ReauthenticateBehavior.ON_NEW_CREDENTIALS)
        .disconnectedBehavior(
            waits || settings.cluster()
                ? DisconnectedBehavior.ACCEPT_COMMANDS
                : DisconnectedBehavior.REJECT_COMMANDS);
  }

  /** A server that is back is found within a second, however long it was away. */
  private static ClientResources resources(@Nullable EventLoop loop) {
    ClientResources.Builder resources =
        ClientResources.builder()
            .reconnectDelay(
                Delay.exponential(
                    Duration.ofMillis(1), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS));
    if (loop != null) {
      resources.eventLoopGroupProvider(new GivenLoop(loop));
    }
    return resources.build();
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

  /** Also in a thread that is interrupted, which then still is. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      closeAll();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeAll() {
    if (renewals != null) {
      renewals.cancel(false);
    }
    if (connection != null) {
      connection.close();
    }
    if (client != null) {
      client.shutdown(Duration.ZERO, settings.timeout());
    }
    resources
        .shutdown(0, settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
  }
}
