package io.featurefactory.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
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
import io.featurefactory.serving.message.ProtoColumns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Map<ViewRows, ByteString> statuses = new HashMap<>();
    for (int output = 0; output < plan.outputs().size(); output++) {
      message.addFeatures(feature(answer, output, statuses));
    }
    for (ViewRows view : answer.views()) {
      message.addViews(view(view, answer.rows(), details));
    }
    return message.build();
  }

  private static FeatureColumn feature(
      LookupAnswer answer, int output, Map<ViewRows, ByteString> ofViews) {
    ServicePlan.Output column = answer.plan().outputs().get(output);
    ViewRows view = answer.view(output);
    return FeatureColumn.newBuilder()
        .setName(column.name())
        .setType(column.type().displayName())
        .setValues(ProtoColumns.of(answer, output))
        .setStatuses(
            view == null
                ? statuses(answer, output)
                : ofViews.computeIfAbsent(view, rows -> statuses(answer, output)))
        .build();
  }

  /** A byte for each row; none if all are PRESENT. */
  private static ByteString statuses(LookupAnswer answer, int output) {
    byte[] statuses = new byte[answer.rows()];
    boolean present = true;
    for (int row = 0; row < statuses.length; row++) {
      ValueStatus status = answer.status(output, row);
      present &= status == ValueStatus.PRESENT;
      statuses[row] =
          (byte)
              switch (status) {
                case PRESENT -> Status.PRESENT_VALUE;
                case EMPTY -> Status.EMPTY_VALUE;
                case STALE -> Status.STALE_VALUE;
                case ERROR -> Status.ERROR_VALUE;
              };
    }
    return present ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(statuses);
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
