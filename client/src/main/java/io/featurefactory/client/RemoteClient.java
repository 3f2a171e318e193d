package io.featurefactory.client;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks a server, {@code ff serve}, over gRPC. */
public final class RemoteClient implements FeatureClient {
  private final Channel channel;
  private final @Nullable ManagedChannel own;

  private RemoteClient(Channel channel, @Nullable ManagedChannel own) {
    this.channel = channel;
    this.own = own;
  }

  /**
   * A client of a server, which is connected to when it is first asked, and again whenever the
   * connection is lost; what was asked of a lost connection is asked once more.
   *
   * @param target {@code host:port}; or whatever else gRPC knows, such as {@code dns:///host:port}
   */
  public static RemoteClient connect(String target) {
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget(target)
            .usePlaintext()
            .directExecutor()
            .disableRetry() // it is done by Answered, for less
            .defaultLoadBalancingPolicy("round_robin")
            .build();
    return new RemoteClient(channel, channel);
  }

  /**
   * A client over a channel of the caller's, with its TLS, credentials and interceptors; {@link
   * #close} leaves it open.
   */
  public static RemoteClient over(Channel channel) {
    return new RemoteClient(channel, null);
  }

  @Override
  public FeatureAnswer lookup(FeatureRequest request) {
    try {
      return lookupAsync(request).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof FeatureClientException known
          ? RemoteErrors.again(known)
          : RemoteErrors.fault(e);
    }
  }

  @Override
  public CompletableFuture<FeatureAnswer> lookupAsync(FeatureRequest request) {
    Answered answered = new Answered(channel, request);
    answered.ask();
    return answered;
  }

  @Override
  public void close() {
    if (own != null) {
      own.shutdown();
      try {
        if (!own.awaitTermination(5, TimeUnit.SECONDS)) {
          own.shutdownNow();
        }
      } catch (InterruptedException e) {
        own.shutdownNow();
        Thread.currentThread().interrupt();
      }
    }
  }
}
