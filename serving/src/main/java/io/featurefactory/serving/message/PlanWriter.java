package io.featurefactory.serving.message;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.online.RowSchema;
import io.featurefactory.protocol.v1.Plan;
import io.featurefactory.protocol.v1.PlanColumn;
import io.featurefactory.protocol.v1.PlanDerived;
import io.featurefactory.protocol.v1.PlanFeature;
import io.featurefactory.protocol.v1.PlanMember;
import io.featurefactory.protocol.v1.PlanResolvedKey;
import io.featurefactory.protocol.v1.PlanView;
import io.featurefactory.protocol.v1.Values;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import java.time.Duration;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plans as messages. */
final class PlanWriter {
  private PlanWriter() {}

  static Plan message(ServicePlan plan) {
    FeatureService service = plan.service();
    Plan.Builder message =
        Plan.newBuilder()
            .setService(service.name())
            .setVersion(service.version())
            .setDescription(service.description())
            .setOwner(service.owner());
    if (service.store() != null) {
      message.setStore(service.store());
    }
    plan.views().forEach(view -> message.addViews(view(view)));
    service.members().forEach(member -> message.addMembers(member(member)));
    new TreeMap<>(service.resolvedKeys())
        .forEach(
            (name, feature) ->
                message.addResolvedKeys(
                    PlanResolvedKey.newBuilder().setName(name).setFeature(feature(feature))));
    service.inputs().forEach(input -> message.addInputs(column(input.name(), input.type())));
    service.derived().forEach(derived -> message.addDerived(derived(derived)));
    return message.build();
  }

  private static PlanView view(ServedView view) {
    RowSchema rows = view.rows();
    PlanView.Builder message =
        PlanView.newBuilder()
            .setName(view.view().name())
            .setVersion(view.view().version())
            .setEveryMicros(Boundaries.micros(rows.every()))
            .setFreshWithin(duration(view.freshWithin()))
            .addAllStores(view.stores())
            .setOrigin(view.origin());
    view.keys().forEach(key -> message.addKeys(column(key.name(), key.type())));
    for (int i = 0; i < rows.columns().size(); i++) {
      RowSchema.Column feature = rows.columns().get(i);
      message.addFeatures(column(feature.name(), feature.type()));
      message.addEmptyRow(value(feature.type(), rows.emptyRow().value(i)));
    }
    return message.build();
  }

  private static com.google.protobuf.Duration duration(Duration length) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(length.getSeconds())
        .setNanos(length.getNano())
        .build();
  }

  private static PlanColumn column(String name, DataType type) {
    return PlanColumn.newBuilder().setName(name).setType(type.displayName()).build();
  }

  private static PlanMember member(Member member) {
    FeatureRef feature = member.feature();
    PlanMember.Builder message = PlanMember.newBuilder().setFeature(feature(feature));
    if (member.defaultValue() != null) {
      message.setDefaultValue(value(feature.type(), member.defaultValue()));
    }
    return message.build();
  }

  private static PlanFeature feature(FeatureRef feature) {
    return PlanFeature.newBuilder()
        .setView(feature.view().name())
        .setVersion(feature.view().version())
        .setName(feature.feature())
        .setType(feature.type().displayName())
        .build();
  }

  private static PlanDerived derived(Derived derived) {
    PlanDerived.Builder message =
        PlanDerived.newBuilder()
            .setName(derived.name())
            .setDescription(derived.description())
            .addAllExpression(ExprNodes.write(derived.expr()));
    derived.features().forEach(feature -> message.addFeatures(feature(feature)));
    return message.build();
  }

  /** A column of one value. */
  static Values value(DataType type, @Nullable Object value) {
    return ProtoColumns.values(type, 1, row -> value);
  }
}
