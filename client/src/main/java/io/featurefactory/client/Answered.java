package io.featurefactory.client;

import io.featurefactory.protocol.v1.FeatureStoreGrpc;
import io.featurefactory.protocol.v1.LookupRequest;
import io.featurefactory.protocol.v1.LookupResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a server to a request. If the connection is lost it is asked once more, which
 * changes nothing in the server.
 *
 * <p>A call wakes the channel's thread up once, which costs more than all else that it does here:
 * what a generated stub does first, to allow an answer, is done when the answer's headers are
 * there, by that thread itself.
 */
final class Answered extends CompletableFuture<FeatureAnswer> {
  /** More than 5,000 rows of 500 features. */
  private static final int LARGEST_ANSWER = 64 << 20;

  /** What the network may take beside the answer, before the call is given up. */
  private static final Duration ON_THE_WAY = Duration.ofMillis(50);

  private final Channel channel;
  private final FeatureRequest request;
  private final LookupRequest message;
  private final CallOptions options;
  private volatile @Nullable ClientCall<LookupRequest, LookupResponse> call;
  private boolean again;

  /**
   * A request that {@link #ask} sends.
   *
   * @throws IllegalArgumentException if its values have no type
   */
  Answered(Channel channel, FeatureRequest request) {
    this.channel = channel;
    this.request = request;
    this.message = RequestMessage.of(request);
    CallOptions any = CallOptions.DEFAULT.withMaxInboundMessageSize(LARGEST_ANSWER);
    Duration within = request.within();
    this.options =
        within == null
            ? any
            : any.withDeadlineAfter(within.plus(ON_THE_WAY).toNanos(), TimeUnit.NANOSECONDS);
  }

  void ask() {
    ClientCall<LookupRequest, LookupResponse> asked;
    try {
      asked = channel.newCall(FeatureStoreGrpc.getLookupMethod(), options);
    } catch (RuntimeException | Error e) { // an interceptor of the caller's may throw anything
      completeExceptionally(RemoteErrors.notSent(request, e));
      return;
    }
    call = asked;
    try {
      asked.start(new Listener(asked), new Metadata());
      asked.sendMessage(message);
      asked.halfClose();
    } catch (RuntimeException | Error e) {
      completeExceptionally(RemoteErrors.notSent(request, e));
      asked.cancel("it could not be sent", e); // of which the listener hears
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    ClientCall<LookupRequest, LookupResponse> asked = call;
    if (asked != null) {
      asked.cancel("nobody waits for the answer any more", null);
    }
    return cancelled;
  }

  private final class Listener extends ClientCall.Listener<LookupResponse> {
    private final ClientCall<LookupRequest, LookupResponse> asked;
    private @Nullable LookupResponse response;

    Listener(ClientCall<LookupRequest, LookupResponse> asked) {
      this.asked = asked;
    }

    @Override
    public void onHeaders(Metadata headers) {
      asked.request(1);
    }

    @Override
    public void onMessage(LookupResponse message) {
      response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (status.getCode() == Status.Code.UNAVAILABLE && !again && !isDone()) {
        again = true;
        ask();
      } else if (!status.isOk()) {
        completeExceptionally(RemoteErrors.of(request, status, status.asException(trailers)));
      } else {
        read();
      }
    }

    private void read() {
      try {
        complete(AnswerMessage.read(Objects.requireNonNull(response)));
      } catch (RuntimeException e) {
        completeExceptionally(RemoteErrors.fault(e));
      }
    }
  }
}
