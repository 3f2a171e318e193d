package io.featurefactory.serving.http;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Published;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.protocol.v1.FeatureColumn;
import io.featurefactory.protocol.v1.ListServicesResponse;
import io.featurefactory.protocol.v1.LookupResponse;
import io.featurefactory.protocol.v1.Service;
import io.featurefactory.protocol.v1.ServiceFeature;
import io.featurefactory.protocol.v1.ServiceParameter;
import io.featurefactory.protocol.v1.Status;
import io.featurefactory.protocol.v1.ViewAnswer;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ViewRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as messages. */
final class ProtoAnswer {
  private ProtoAnswer() {}

  /**
   * An answer.
   *
   * @param details whether runs and times of change are told for each row
   */
  static LookupResponse of(LookupAnswer answer, boolean details) {
    ServicePlan plan = answer.plan();
    FactoryException failure = answer.failure();
    LookupResponse.Builder message =
        LookupResponse.newBuilder()
            .setService(plan.service().name())
            .setVersion(plan.service().version())
            .setRows(answer.rows())
            .setComplete(failure == null)
            .setFailure(text(failure))
            .setAskedAtMicros(Boundaries.micros(answer.request().askedAt()));
    for (int output = 0; output < plan.outputs().size(); output++) {
      message.addFeatures(feature(answer, output));
    }
    for (ViewRows view : answer.views()) {
      message.addViews(view(view, answer.rows(), details));
    }
    return message.build();
  }

  private static FeatureColumn feature(LookupAnswer answer, int output) {
    ServicePlan.Output column = answer.plan().outputs().get(output);
    FeatureColumn.Builder feature =
        FeatureColumn.newBuilder()
            .setName(column.name())
            .setType(column.type().displayName())
            .setValues(ProtoColumns.of(answer, output));
    for (int row = 0; row < answer.rows(); row++) {
      if (answer.status(output, row) != ValueStatus.PRESENT) {
        addStatuses(feature, answer, output);
        break;
      }
    }
    return feature.build();
  }

  private static void addStatuses(FeatureColumn.Builder feature, LookupAnswer answer, int output) {
    for (int row = 0; row < answer.rows(); row++) {
      feature.addStatuses(
          switch (answer.status(output, row)) {
            case PRESENT -> Status.PRESENT;
            case EMPTY -> Status.EMPTY;
            case STALE -> Status.STALE;
            case ERROR -> Status.ERROR;
          });
    }
  }

  private static ViewAnswer view(ViewRows view, int rows, boolean details) {
    ViewAnswer.Builder message =
        ViewAnswer.newBuilder()
            .setView(view.view().view().name())
            .setVersion(view.view().view().version())
            .setFailure(text(view.failure()));
    Published published = view.published();
    if (published != null) {
      message
          .setStore(String.valueOf(view.store()))
          .setRun(published.run())
          .setWatermarkMicros(Boundaries.micros(published.watermark()))
          .setAgeSeconds(view.age().toSeconds())
          .setBehind(view.behind());
    }
    if (details) {
      for (int row = 0; row < rows; row++) {
        message.addRuns(view.run(row));
      }
      message.setChangedAt(ProtoColumns.instants(rows, view::changedAt));
    }
    return message.build();
  }

  private static String text(@Nullable FactoryException failure) {
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }

  static ListServicesResponse services(List<ServicePlan> services) {
    ListServicesResponse.Builder message = ListServicesResponse.newBuilder();
    services.forEach(plan -> message.addServices(service(plan)));
    return message.build();
  }

  private static Service service(ServicePlan plan) {
    Service.Builder message =
        Service.newBuilder()
            .setName(plan.service().name())
            .setVersion(plan.service().version())
            .setDescription(plan.service().description());
    for (ServicePlan.Parameter parameter : plan.parameters().values()) {
      message.addParameters(
          ServiceParameter.newBuilder()
              .setName(parameter.name())
              .setType(parameter.type().displayName())
              .setRole(role(parameter.role())));
    }
    for (ServicePlan.Output output : plan.outputs()) {
      message.addFeatures(
          ServiceFeature.newBuilder().setName(output.name()).setType(output.type().displayName()));
    }
    return message.build();
  }

  private static ServiceParameter.Role role(ServicePlan.Parameter.Role role) {
    return switch (role) {
      case KEY -> ServiceParameter.Role.KEY;
      case RESOLVED_KEY -> ServiceParameter.Role.RESOLVED_KEY;
      case INPUT -> ServiceParameter.Role.INPUT;
    };
  }
}
