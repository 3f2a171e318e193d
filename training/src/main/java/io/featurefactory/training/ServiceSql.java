package io.featurefactory.training;

import io.featurefactory.lake.SqlText;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SQL of the values that a service uses, over a row of the spine and what was joined to it. */
final class ServiceSql {
  private final TrainingPlan plan;
  private final SpineValues values;
  private final Map<ViewId, ViewSql> views = new LinkedHashMap<>();
  private final Map<FeatureRef, Object> defaults = new HashMap<>();

  ServiceSql(TrainingPlan plan, SpineValues values) {
    this.plan = plan;
    this.values = values;
    for (FeatureService.Member member : plan.service().members()) {
      Object value = member.defaultValue();
      if (value != null) {
        defaults.put(member.feature(), value);
      }
    }
    plan.views().keySet().forEach(id -> add(id, new LinkedHashSet<>()));
  }

  /** The views, each after those that its keys come from. */
  List<ViewSql> views() {
    return List.copyOf(views.values());
  }

  private void add(ViewId id, Set<ViewId> above) {
    if (views.containsKey(id)) {
      return;
    }
    if (!above.add(id)) {
      throw new IllegalArgumentException("keys of " + id + " depend on themselves");
    }
    ViewLog view = plan.view(id);
    List<ViewSql> needed = new ArrayList<>();
    Map<String, String> keys = new LinkedHashMap<>();
    for (FeatureView.Key key : view.keys()) {
      FeatureRef resolved = resolved(key);
      if (resolved == null) {
        keys.put(key.name(), "s." + SqlText.name(values.key(key.name(), key.type())));
      } else {
        add(resolved.view(), new LinkedHashSet<>(above));
        ViewSql source = view(resolved.view());
        source.withNeeded().stream().filter(v -> !needed.contains(v)).forEach(needed::add);
        keys.put(key.name(), cast(value(resolved), key.type()));
      }
    }
    views.put(id, new ViewSql(view, views.size() + 1, keys, needed));
  }

  private @Nullable FeatureRef resolved(FeatureView.Key key) {
    return values.isMapped(key.name()) ? null : plan.service().resolvedKeys().get(key.name());
  }

  ViewSql view(ViewId id) {
    ViewSql view = views.get(id);
    if (view == null) {
      throw new IllegalArgumentException("no view " + id + " in the plan");
    }
    return view;
  }

  /** The value of a feature, with what stands for NULL in this service. */
  String value(FeatureRef feature) {
    String value = view(feature.view()).value(feature.feature());
    Object standIn = defaults.get(feature);
    return standIn == null
        ? value
        : "coalesce(" + value + ", " + literal(standIn, feature.type()) + ")";
  }

  /** The value behind a name in a derived expression: {@code view.feature}, an input, asked_at. */
  String value(FeatureService.Derived derived, String name) {
    if (name.equals("asked_at")) {
      return "s." + SpineValues.AT;
    }
    for (FeatureRef feature : derived.features()) {
      if (name.equals(feature.view().name() + "." + feature.feature())) {
        return value(feature);
      }
    }
    return plan.service().inputs().stream()
        .filter(input -> input.name().equals(name))
        .findFirst()
        .map(input -> "s." + SqlText.name(values.input(name, input.type())))
        .orElseThrow(() -> new IllegalArgumentException("no value for " + name));
  }

  /** A constant of exactly this type. */
  static String literal(@Nullable Object value, DataType type) {
    if (value instanceof List<?> list && type instanceof DataType.Array array) {
      return "[%s]::%s"
          .formatted(
              String.join(", ", list.stream().map(v -> literal(v, array.element())).toList()),
              SqlText.type(type));
    }
    return cast(SqlText.literal(value), type);
  }

  private static String cast(String value, DataType type) {
    return "CAST(" + value + " AS " + SqlText.type(type) + ")";
  }
}
