package io.featurefactory.cli.served;

import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ServicePlan.Output;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the log of a service ({@code docs/spec/served-log.md}). A name that is taken gets
 * underscores at its end: keys and inputs choose first, then features, derived ones, and the rest.
 */
final class ServedColumns {
  /** The hash of the other values of a row, as texts of the kernel. */
  private final String checksum;

  private final String requestId;
  private final String requestRow;
  private final String askedAt;
  private final String answeredAt;
  private final String service;
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Feature> features = new ArrayList<>();
  private final List<Derived> derived = new ArrayList<>();
  private final List<View> views = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();

  /**
   * A key or an input.
   *
   * @param sent the column that says whether the caller sent it; null if he has to
   */
  record Parameter(String name, DataType type, String column, @Nullable String sent) {}

  /** A feature of a view that the service uses. */
  record Feature(FeatureRef feature, String column) {}

  /**
   * A derived feature.
   *
   * @param output its place among the plan's outputs
   */
  record Derived(String name, DataType type, int output, String column, String status) {}

  /** A view: what was found of it for a row. */
  record View(
      ServedView view,
      String status,
      String run,
      String store,
      String watermark,
      String ageSeconds,
      String changedAt,
      String behind,
      String log) {}

  ServedColumns(ServicePlan plan) {
    List<ServicePlan.Parameter> asked = List.copyOf(plan.parameters().values());
    List<String> names = asked.stream().map(parameter -> free(parameter.name())).toList();
    for (FeatureRef feature : plan.features()) {
      features.add(new Feature(feature, free(feature.view().name() + "__" + feature.feature())));
    }
    int members = plan.service().members().size();
    List<String> values = new ArrayList<>();
    for (Output output : plan.outputs().subList(members, plan.outputs().size())) {
      values.add(free(output.name()));
    }
    for (int i = 0; i < values.size(); i++) {
      Output output = plan.outputs().get(members + i);
      derived.add(
          new Derived(
              output.name(),
              output.type(),
              members + i,
              values.get(i),
              free(output.name() + "__status")));
    }
    for (int i = 0; i < names.size(); i++) {
      ServicePlan.Parameter parameter = asked.get(i);
      boolean resolved = parameter.role() == ServicePlan.Parameter.Role.RESOLVED_KEY;
      parameters.add(
          new Parameter(
              parameter.name(),
              parameter.type(),
              names.get(i),
              resolved ? free(parameter.name() + "__sent") : null));
    }
    plan.views().forEach(view -> views.add(view(view)));
    this.requestId = free("request_id");
    this.requestRow = free("request_row");
    this.askedAt = free("asked_at");
    this.answeredAt = free("answered_at");
    this.service = free("service");
    this.checksum = free("checksum");
  }

  private View view(ServedView view) {
    String prefix = view.view().name() + "__";
    return new View(
        view,
        free(prefix + "status"),
        free(prefix + "run"),
        free(prefix + "store"),
        free(prefix + "watermark"),
        free(prefix + "age_seconds"),
        free(prefix + "changed_at"),
        free(prefix + "behind"),
        free(prefix + "log"));
  }

  private String free(String wanted) {
    String name = wanted;
    while (!taken.add(name.toLowerCase(Locale.ROOT))) {
      name += "_";
    }
    return name;
  }

  /** All columns of the table, in their order; the checksum is the last. */
  List<ColumnSpec> specs() {
    List<ColumnSpec> specs = values();
    specs.add(ColumnSpec.required(checksum, Primitive.VARCHAR));
    return specs;
  }

  /** The columns without the checksum, in the order of {@link ServedRows}. */
  List<ColumnSpec> values() {
    List<ColumnSpec> specs = new ArrayList<>();
    specs.add(ColumnSpec.required(requestId, Primitive.VARCHAR));
    specs.add(ColumnSpec.required(requestRow, Primitive.BIGINT));
    specs.add(ColumnSpec.required(askedAt, Primitive.TIMESTAMP));
    specs.add(ColumnSpec.required(answeredAt, Primitive.TIMESTAMP));
    specs.add(ColumnSpec.required(service, Primitive.VARCHAR));
    for (Parameter parameter : parameters) {
      specs.add(ColumnSpec.nullable(parameter.column(), parameter.type()));
      String sent = parameter.sent();
      if (sent != null) {
        specs.add(ColumnSpec.nullable(sent, Primitive.BOOLEAN));
      }
    }
    features.forEach(f -> specs.add(ColumnSpec.nullable(f.column(), f.feature().type())));
    for (Derived feature : derived) {
      specs.add(ColumnSpec.nullable(feature.column(), feature.type()));
      specs.add(ColumnSpec.nullable(feature.status(), Primitive.VARCHAR));
    }
    for (View view : views) {
      specs.add(ColumnSpec.nullable(view.status(), Primitive.VARCHAR));
      specs.add(ColumnSpec.nullable(view.run(), Primitive.BIGINT));
      specs.add(ColumnSpec.nullable(view.store(), Primitive.VARCHAR));
      specs.add(ColumnSpec.nullable(view.watermark(), Primitive.TIMESTAMP));
      specs.add(ColumnSpec.nullable(view.ageSeconds(), Primitive.DOUBLE));
      specs.add(ColumnSpec.nullable(view.changedAt(), Primitive.TIMESTAMP));
      specs.add(ColumnSpec.nullable(view.behind(), Primitive.BOOLEAN));
      specs.add(ColumnSpec.nullable(view.log(), Primitive.VARCHAR));
    }
    return specs;
  }

  /** SQL of the checksum of a row, over the columns of {@link #values}. */
  String checksumSql() {
    return values().stream()
        .map(column -> SqlText.name(column.name()) + "::VARCHAR")
        .collect(Collectors.joining(", ", "md5([", "]::VARCHAR)"));
  }

  String checksum() {
    return checksum;
  }

  String requestId() {
    return requestId;
  }

  String requestRow() {
    return requestRow;
  }

  String askedAt() {
    return askedAt;
  }

  String answeredAt() {
    return answeredAt;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  List<Feature> features() {
    return features;
  }

  List<Derived> derived() {
    return derived;
  }

  List<View> views() {
    return views;
  }
}
