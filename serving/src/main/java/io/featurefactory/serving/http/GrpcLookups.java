package io.featurefactory.serving.http;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.featurefactory.model.FactoryException;
import io.featurefactory.protocol.v1.FeatureStoreGrpc.FeatureStoreImplBase;
import io.featurefactory.protocol.v1.ListServicesRequest;
import io.featurefactory.protocol.v1.ListServicesResponse;
import io.featurefactory.protocol.v1.LookupRequest;
import io.featurefactory.protocol.v1.LookupResponse;
import io.featurefactory.serving.LookupHandler;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServicePlan;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers over gRPC ({@code lookup.proto}). */
final class GrpcLookups extends FeatureStoreImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcLookups.class);

  private final ServiceCatalog catalog;
  private final LookupHandler handler;

  GrpcLookups(LookupHandler handler) {
    this.catalog = new KnownServices(handler.catalog());
    this.handler = handler;
  }

  @Override
  public void lookup(LookupRequest request, StreamObserver<LookupResponse> observer) {
    answer(observer, () -> answer(request, ServiceRequestContext.current()));
  }

  private LookupResponse answer(LookupRequest request, ServiceRequestContext context) {
    ServicePlan plan =
        switch (request.getAskedCase()) {
          case SERVICE -> catalog.service(name("service", request.getService()));
          case VIEW -> catalog.view(name("view", request.getView()));
          case ASKED_NOT_SET -> throw GrpcErrors.nothingAsked();
        };
    Duration within = within(request, context);
    io.featurefactory.serving.LookupRequest asked =
        ProtoArguments.request(plan, request, handler.limits(), handler.now(), within);
    long arrived =
        context
            .log()
            .ensureAvailable(RequestLogProperty.REQUEST_START_TIME)
            .requestStartTimeNanos();
    return ProtoAnswer.of(handler.answer(plan, asked, arrived), request.getDetails());
  }

  private static String name(String field, String name) {
    if (name.length() > RequestReader.LONGEST_NAME) {
      throw HttpErrors.longName(field, name.length(), RequestReader.LONGEST_NAME);
    }
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
    answer(observer, () -> ProtoAnswer.services(catalog.services()));
  }

  private static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    T message;
    try {
      message = answer.get();
    } catch (NotFoundException e) {
      observer.onError(status(Status.NOT_FOUND, e));
      return;
    } catch (FactoryException e) {
      boolean refused = e.kind() == FactoryException.Kind.USER;
      observer.onError(status(refused ? Status.INVALID_ARGUMENT : Status.UNAVAILABLE, e));
      return;
    } catch (RuntimeException e) {
      LOG.error("A lookup failed", e);
      observer.onError(Status.INTERNAL.withDescription(HttpErrors.ownFault()).asRuntimeException());
      return;
    }
    observer.onNext(message);
    observer.onCompleted();
  }

  private static RuntimeException status(Status status, RuntimeException why) {
    return status.withDescription(why.getMessage()).asRuntimeException();
  }
}
