package io.featurefactory.server;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Description;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Post;
import io.featurefactory.model.FactoryException;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupHandler;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServicePlan;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server answers, by path. */
final class LookupRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(LookupRoutes.class);
  private static final List<String> FIELDS =
      List.of("service", "view", "entities", "within_ms", "details");

  private final ServiceCatalog catalog;
  private final LookupHandler handler;

  LookupRoutes(LookupHandler handler) {
    this.catalog = new KnownServices(handler.catalog());
    this.handler = handler;
  }

  @Blocking
  @Post("/v1/lookup")
  @Description(
      "The features of a service, or of a view, for some rows. Body: {\"service\": NAME or"
          + " NAME@VERSION, \"entities\": {KEY: value, or list with one for each row}}")
  public HttpResponse lookup(ServiceRequestContext context, AggregatedHttpRequest request) {
    return answer(
        context,
        () -> {
          RequestReader fields = new RequestReader(request.content().array());
          fields.requireOnly(FIELDS);
          String named = fields.one(List.of("service", "view"));
          ServicePlan plan =
              named.equals("service")
                  ? catalog.service(fields.text("service"))
                  : catalog.view(fields.text("view"));
          boolean details = fields.flag("details");
          return AnswerWriter.answer(ask(context, plan, fields), details);
        });
  }

  @Blocking
  @Post("/get-online-features")
  @Description("The same in the JSON of Feast's feature server")
  public HttpResponse feast(ServiceRequestContext context, AggregatedHttpRequest request) {
    return answer(
        context,
        () -> {
          RequestReader fields = new RequestReader(request.content().array());
          ServicePlan plan = FeastFace.plan(fields, catalog);
          Set<String> entities = fields.entities().keySet();
          List<String> names = FeastFace.names(plan, entities, fields.flag("full_feature_names"));
          return FeastFace.answer(ask(context, plan, fields), List.copyOf(entities), names);
        });
  }

  @Get("/v1/services")
  @Description("The services that there are, what they ask for and what they answer")
  public HttpResponse services(ServiceRequestContext context) {
    return answer(context, () -> AnswerWriter.services(catalog.services()));
  }

  private LookupAnswer ask(ServiceRequestContext context, ServicePlan plan, RequestReader fields) {
    LookupRequest request =
        RequestIdHeader.name(fields.request(plan, handler.limits(), handler.now()), context);
    long arrived = ArrivalTime.of(context);
    LookupAnswer answer = handler.answer(plan, request, arrived);
    LookupSpan.of(context).answered(answer);
    return answer;
  }

  private static HttpResponse answer(ServiceRequestContext context, Supplier<byte[]> body) {
    try {
      return json(HttpStatus.OK, body.get());
    } catch (NotFoundException e) {
      return error(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()));
    } catch (FactoryException e) {
      LookupSpan.of(context).failed(e);
      return error(
          e.kind() == FactoryException.Kind.USER
              ? HttpStatus.BAD_REQUEST
              : HttpStatus.SERVICE_UNAVAILABLE,
          String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LookupSpan.of(context).failed(e);
      LOG.error("A lookup failed", e);
      return error(HttpStatus.INTERNAL_SERVER_ERROR, HttpErrors.ownFault());
    }
  }

  static HttpResponse error(HttpStatus status, String message) {
    return json(status, AnswerWriter.error(message));
  }

  private static HttpResponse json(HttpStatus status, byte[] body) {
    return HttpResponse.of(status, MediaType.JSON, body);
  }
}
