package io.featurefactory.serving.message;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.protocol.v1.Plan;
import io.featurefactory.protocol.v1.PlanDerived;
import io.featurefactory.protocol.v1.PlanFeature;
import io.featurefactory.protocol.v1.PlanMember;
import io.featurefactory.protocol.v1.PlanResolvedKey;
import io.featurefactory.protocol.v1.PlanView;
import io.featurefactory.protocol.v1.Values;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads plans from messages; what none has written is an IllegalArgumentException. */
final class PlanReader {
  private PlanReader() {}

  static ServicePlan plan(Plan message) {
    Map<String, FeatureRef> resolved = new LinkedHashMap<>();
    for (PlanResolvedKey key : message.getResolvedKeysList()) {
      resolved.put(key.getName(), feature(key.getFeature()));
    }
    FeatureService service =
        new FeatureService(
            message.getService(),
            message.getVersion(),
            message.getDescription(),
            message.getOwner(),
            message.getMembersList().stream().map(PlanReader::member).toList(),
            resolved,
            message.getInputsList().stream()
                .map(input -> new Input(input.getName(), DataType.named(input.getType())))
                .toList(),
            message.getDerivedList().stream().map(PlanReader::derived).toList(),
            message.getStore().isEmpty() ? null : message.getStore());
    return ServicePlan.of(service, message.getViewsList().stream().map(PlanReader::view).toList());
  }

  private static ServedView view(PlanView message) {
    List<RowSchema.Column> columns = new ArrayList<>();
    List<@Nullable Object> empty = new ArrayList<>();
    for (int i = 0; i < message.getFeaturesCount(); i++) {
      DataType type = DataType.named(message.getFeatures(i).getType());
      columns.add(new RowSchema.Column(message.getFeatures(i).getName(), type));
      empty.add(value(type, message.getEmptyRow(i)));
    }
    return new ServedView(
        new ViewId(message.getName(), message.getVersion()),
        message.getKeysList().stream()
            .map(key -> new FeatureView.Key(key.getName(), DataType.named(key.getType())))
            .toList(),
        RowSchema.of(columns, Duration.of(message.getEveryMicros(), ChronoUnit.MICROS), empty),
        duration(message.getFreshWithin()),
        message.getStoresList(),
        message.getOrigin());
  }

  private static Duration duration(com.google.protobuf.Duration length) {
    return Duration.ofSeconds(length.getSeconds(), length.getNanos());
  }

  private static Member member(PlanMember message) {
    FeatureRef feature = feature(message.getFeature());
    return new Member(
        feature,
        message.hasDefaultValue() ? value(feature.type(), message.getDefaultValue()) : null);
  }

  private static FeatureRef feature(PlanFeature message) {
    return new FeatureRef(
        new ViewId(message.getView(), message.getVersion()),
        message.getName(),
        DataType.named(message.getType()));
  }

  private static Derived derived(PlanDerived message) {
    return new Derived(
        message.getName(),
        ExprNodes.read(message.getExpressionList()),
        message.getDescription(),
        message.getFeaturesList().stream().map(PlanReader::feature).toList());
  }

  /** The one value of a column. */
  static @Nullable Object value(DataType type, Values column) {
    try {
      List<@Nullable Object> values = ProtoValues.read("value", column, type);
      if (values.size() == 1) {
        return values.get(0);
      }
      throw new IllegalArgumentException(values.size() + " values (expected: one)");
    } catch (FactoryException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
