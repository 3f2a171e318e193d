package io.featurefactory.server;

import com.google.common.util.concurrent.MoreExecutors;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.featurefactory.model.FactoryException;
import io.featurefactory.protocol.v1.FeatureStoreGrpc.FeatureStoreImplBase;
import io.featurefactory.protocol.v1.ListServicesRequest;
import io.featurefactory.protocol.v1.ListServicesResponse;
import io.featurefactory.protocol.v1.LookupRequest;
import io.featurefactory.protocol.v1.LookupResponse;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupHandler;
import io.featurefactory.serving.RequestErrors;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.message.ProtoArguments;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers over gRPC ({@code lookup.proto}). */
final class GrpcLookups extends FeatureStoreImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcLookups.class);

  /** More are not answered by the threads of the network, which others wait for. */
  private static final int MOST_VALUES = 50_000;

  private final ServiceCatalog catalog;
  private final LookupHandler handler;

  GrpcLookups(LookupHandler handler) {
    this.catalog = new KnownServices(handler.catalog());
    this.handler = handler;
  }

  @Override
  public void lookup(LookupRequest request, StreamObserver<LookupResponse> observer) {
    ServiceRequestContext context = ServiceRequestContext.current();
    LookupSpan span = LookupSpan.of(context);
    CompletableFuture<LookupAnswer> answer;
    try {
      answer = ask(request, context);
    } catch (RuntimeException e) {
      span.failed(e);
      fail(observer, e);
      return;
    }
    CompletableFuture<?> ignored =
        answer
            .thenAccept(
                found -> {
                  span.answered(found);
                  send(observer, ProtoAnswer.of(found, request.getDetails()));
                })
            .whenComplete(
                (nothing, failure) -> {
                  if (failure != null) {
                    span.failed(failure);
                    fail(observer, failure);
                  }
                });
  }

  private CompletableFuture<LookupAnswer> ask(
      LookupRequest request, ServiceRequestContext context) {
    ServicePlan plan =
        switch (request.getAskedCase()) {
          case SERVICE -> catalog.service(name("service", request.getService()));
          case VIEW -> catalog.view(name("view", request.getView()));
          case ASKED_NOT_SET -> throw GrpcErrors.nothingAsked();
        };
    Duration within = within(request, context);
    io.featurefactory.serving.LookupRequest asked =
        RequestIdHeader.name(
            ProtoArguments.request(plan, request, handler.limits(), handler.now(), within),
            context);
    long arrived = ArrivalTime.of(context);
    if ((long) asked.rows() * plan.outputs().size() <= MOST_VALUES) {
      return handler.answerAsync(plan, asked, arrived, context.eventLoop());
    }
    Executor executor = MoreExecutors.newSequentialExecutor(context.blockingTaskExecutor());
    return CompletableFuture.completedFuture(asked)
        .thenComposeAsync(large -> handler.answerAsync(plan, large, arrived, executor), executor);
  }

  private static String name(String field, String name) {
    RequestErrors.requireShort(field, name);
    return name;
  }

  /** Before the deadline of the call is over, so that what is there by then is answered. */
  private Duration within(LookupRequest request, ServiceRequestContext context) {
    Duration within = handler.limits().within();
    long deadline = context.requestTimeoutMillis();
    if (deadline > 0) {
      within = least(within, Duration.ofMillis(deadline - Math.max(1, deadline / 10)));
    }
    int wanted = request.getWithinMs();
    return wanted == 0 ? within : least(within, Duration.ofMillis(Integer.toUnsignedLong(wanted)));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public void listServices(
      ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
    try {
      send(observer, ProtoAnswer.services(catalog.services()));
    } catch (RuntimeException e) {
      fail(observer, e);
    }
  }

  private static <T> void send(StreamObserver<T> observer, T message) {
    observer.onNext(message);
    observer.onCompleted();
  }

  private static void fail(StreamObserver<?> observer, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    observer.onError(status(cause).asRuntimeException());
  }

  private static Status status(Throwable cause) {
    if (cause instanceof NotFoundException) {
      return Status.NOT_FOUND.withDescription(cause.getMessage());
    }
    if (cause instanceof FactoryException known) {
      boolean refused = known.kind() == FactoryException.Kind.USER;
      Status status = refused ? Status.INVALID_ARGUMENT : Status.UNAVAILABLE;
      return status.withDescription(known.getMessage());
    }
    LOG.error("A lookup failed", cause);
    return Status.INTERNAL.withDescription(HttpErrors.ownFault());
  }
}
