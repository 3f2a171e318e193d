package io.featurefactory.online.dynamodb;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FencedException;
import io.featurefactory.online.OnlineErrors;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/**
 * The client of a table, made when it is needed first; requests of all threads go through it
 * without waiting for each other. What fails is a {@link FactoryException} that names the store.
 */
final class DynamoDbLink implements AutoCloseable {
  /** So many times as long as others the first request may take. */
  private static final int WARM_UP = 3;

  private static final int THREADS = 2;
  private static final int CONNECTIONS = 256;
  private static final int WAITING = 50_000;

  /** Of the client itself, which corrects its clock by the first; the rest is done here. */
  private static final int ATTEMPTS = 2;

  private static final Duration FIRST_DELAY = Duration.ofMillis(20);
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final String store;
  private final DynamoDbSettings settings;
  private volatile @Nullable DynamoDbAsyncClient client;

  /** Of the client; its own would take two seconds to end. */
  private @Nullable EventLoopGroup threads;

  private boolean closed;

  DynamoDbLink(String store, DynamoDbSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  String store() {
    return store;
  }

  DynamoDbSettings settings() {
    return settings;
  }

  String table() {
    return settings.table();
  }

  DynamoDbAsyncClient client() {
    DynamoDbAsyncClient open = client;
    return open == null ? connect() : open;
  }

  private synchronized DynamoDbAsyncClient connect() {
    if (closed) {
      throw OnlineErrors.closed(store);
    }
    DynamoDbAsyncClient open = client;
    if (open != null) {
      return open;
    }
    AwsCredentialsProvider credentials = credentials();
    EventLoopGroup running = threads();
    threads = running;
    DynamoDbAsyncClientBuilder builder =
        DynamoDbAsyncClient.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials)
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .eventLoopGroup(SdkEventLoopGroup.create(running, NioSocketChannel::new))
                    .maxConcurrency(CONNECTIONS)
                    .maxPendingConnectionAcquires(WAITING)
                    .connectionAcquisitionTimeout(settings.patience())
                    .connectionTimeout(settings.timeout())
                    .tcpKeepAlive(true))
            .overrideConfiguration(
                c ->
                    c.apiCallTimeout(settings.timeout())
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(ATTEMPTS)
                                .circuitBreakerEnabled(false)
                                .backoffStrategy(delays())
                                .throttlingBackoffStrategy(delays())
                                .build()));
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    open = builder.build();
    client = open;
    warmUp(open);
    return open;
  }

  /** The first request loads a thousand classes and connects, for which no answer has the time. */
  private void warmUp(DynamoDbAsyncClient open) {
    SdkBytes nothing = SdkBytes.fromByteArray(new byte[1]);
    try {
      open.getItem(
              r ->
                  r.tableName(table())
                      .key(new ItemKey(nothing, nothing).attributes())
                      .overrideConfiguration(
                          c -> c.apiCallTimeout(settings.timeout().multipliedBy(WARM_UP))))
          .join();
    } catch (CompletionException e) {
      if (DynamoDbErrors.isSlow(DynamoDbErrors.unwrapped(e))) {
        throw failure(e);
      } // else the next request tells
    }
  }

  /** Looks for them before a request's time runs: where there are none, that takes longer. */
  private AwsCredentialsProvider credentials() {
    AwsCredentialsProvider provider = DefaultCredentialsProvider.builder().build();
    try {
      provider.resolveCredentials();
    } catch (SdkException e) {
      throw failure(e);
    }
    return provider;
  }

  /** The client knows this kind of Netty 4.2's only by its old name. */
  @SuppressWarnings("deprecation")
  private static EventLoopGroup threads() {
    return new NioEventLoopGroup(THREADS, new DefaultThreadFactory("dynamodb", true));
  }

  private static BackoffStrategy delays() {
    return BackoffStrategy.fixedDelay(FIRST_DELAY);
  }

  /** Makes a request of a lookup, again if it fails in passing, as long as an answer may take. */
  <T> CompletableFuture<T> promptly(Supplier<CompletableFuture<T>> request) {
    client();
    return again(request, Duration.ZERO, System.nanoTime(), 1, null);
  }

  /**
   * Makes a request of a writer, again if it fails in passing; as long as its patience lasts while
   * the table has no capacity. It may be done more than once.
   */
  <T> CompletableFuture<T> patiently(Supplier<CompletableFuture<T>> request) {
    client();
    return again(request, settings.patience(), System.nanoTime(), 1, null);
  }

  /**
   * An attempt, and those after it.
   *
   * @param before how the one before failed, which says more than that no answer came to the last:
   *     the client does not always notice at once that it cannot connect
   */
  private <T> CompletableFuture<T> again(
      Supplier<CompletableFuture<T>> request,
      Duration patience,
      long start,
      int attempt,
      @Nullable Throwable before) {
    return request
        .get()
        .exceptionallyCompose(
            e -> {
              Throwable failure = DynamoDbErrors.unwrapped(e);
              Duration most =
                  DynamoDbErrors.isThrottled(failure) && !patience.isZero()
                      ? patience
                      : settings.timeout();
              if (!DynamoDbErrors.passes(failure) || System.nanoTime() - start > most.toNanos()) {
                return CompletableFuture.failedFuture(
                    before != null && DynamoDbErrors.isSlow(failure) ? before : failure);
              }
              return CompletableFuture.completedFuture(null)
                  .thenComposeAsync(
                      nothing -> again(request, patience, start, attempt + 1, failure),
                      later(attempt));
            });
  }

  /** Runs what it is given after a pause, which is random and grows with the attempts. */
  static Executor later(int attempt) {
    long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_DELAY.toMillis() << Math.min(attempt, 10));
    return CompletableFuture.delayedExecutor(
        ThreadLocalRandom.current().nextLong(most) + 1, TimeUnit.MILLISECONDS);
  }

  /** The answer of a request, which ends by itself after its time. */
  <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException | CancellationException e) {
      throw told(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DynamoDbErrors.interrupted(store);
    }
  }

  /** What was thrown on purpose as it is; of anything else, what it means to a user. */
  RuntimeException told(Throwable e) {
    Throwable cause = DynamoDbErrors.unwrapped(e);
    return cause instanceof FencedException || cause instanceof IllegalArgumentException
        ? (RuntimeException) cause
        : failure(cause);
  }

  /** What a failed request means to a user. */
  FactoryException failure(Throwable e) {
    return DynamoDbErrors.of(store, settings, e);
  }

  @Override
  public synchronized void close() {
    closed = true;
    DynamoDbAsyncClient open = client;
    client = null;
    if (open != null) {
      open.close();
    }
    EventLoopGroup running = threads;
    threads = null;
    if (running != null) {
      running
          .shutdownGracefully(0, settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
          .awaitUninterruptibly();
    }
  }
}
