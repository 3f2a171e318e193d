package io.featurefactory.client;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.featurefactory.protocol.v1.FeatureStoreGrpc;
import io.featurefactory.protocol.v1.FeatureStoreGrpc.FeatureStoreFutureStub;
import io.featurefactory.protocol.v1.LookupRequest;
import io.featurefactory.protocol.v1.LookupResponse;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks a server, {@code ff serve}, over gRPC. */
public final class RemoteClient implements FeatureClient {
  /** More than 5,000 rows of 500 features. */
  private static final int LARGEST_ANSWER = 64 << 20;

  /** What the network may take beside the answer, before the call is given up. */
  private static final Duration ON_THE_WAY = Duration.ofMillis(50);

  private final FeatureStoreFutureStub stub;
  private final @Nullable ManagedChannel own;

  private RemoteClient(Channel channel, @Nullable ManagedChannel own) {
    this.stub = FeatureStoreGrpc.newFutureStub(channel).withMaxInboundMessageSize(LARGEST_ANSWER);
    this.own = own;
  }

  /**
   * A client of a server, which is connected to when it is first asked, and again whenever the
   * connection is lost.
   *
   * @param target {@code host:port}; or whatever else gRPC knows, such as {@code dns:///host:port}
   */
  public static RemoteClient connect(String target) {
    ManagedChannel channel =
        ManagedChannelBuilder.forTarget(target)
            .usePlaintext()
            .directExecutor()
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
    LookupRequest message = RequestMessage.of(request);
    Duration within = request.within();
    FeatureStoreFutureStub call =
        within == null
            ? stub
            : stub.withDeadlineAfter(within.plus(ON_THE_WAY).toNanos(), TimeUnit.NANOSECONDS);
    Answered answered = new Answered(request, call.lookup(message));
    Futures.addCallback(answered.call, answered, MoreExecutors.directExecutor());
    return answered;
  }

  /** The answer to a call. */
  private static final class Answered extends CompletableFuture<FeatureAnswer>
      implements FutureCallback<LookupResponse> {
    private final FeatureRequest request;
    private final ListenableFuture<LookupResponse> call;

    Answered(FeatureRequest request, ListenableFuture<LookupResponse> call) {
      this.request = request;
      this.call = call;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      call.cancel(mayInterruptIfRunning);
      return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public void onSuccess(@Nullable LookupResponse response) {
      try {
        complete(AnswerMessage.read(Objects.requireNonNull(response)));
      } catch (RuntimeException e) {
        completeExceptionally(RemoteErrors.fault(e));
      }
    }

    @Override
    public void onFailure(Throwable failure) {
      completeExceptionally(RemoteErrors.of(request, Status.fromThrowable(failure), failure));
    }
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
