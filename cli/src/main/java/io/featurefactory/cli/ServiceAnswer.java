package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Registry;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The answer of {@code ff get} about a service: the list of its features, in its order. */
final class ServiceAnswer {
  private final Registry.Snapshot applied;
  private final AppliedDefinition entry;
  private final Instant askedAt;
  private final FeatureService service;
  private final Map<ViewId, Lookup.Found> found = new LinkedHashMap<>();

  ServiceAnswer(ProjectFiles files, Project project, AppliedDefinition entry) {
    this.applied = project.control().registry().load();
    this.entry = entry;
    this.askedAt = Boundaries.ofMicros(Boundaries.micros(project.clock().instant()));
    this.service = files.service(entry, applied);
  }

  Answer of(Lookup anyStore, KeyArguments arguments) {
    Lookup lookup = anyStore.asking(service.store());
    arguments.requireOnly(entry.id().toString(), argumentNames());
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (FeatureService.Member member : service.members()) {
      FeatureRef feature = member.feature();
      Lookup.Found view = view(lookup, arguments, feature.view());
      boolean defaulted = view.value(feature.feature()) == null && member.defaultValue() != null;
      Object shown = value(lookup, arguments, feature);
      Fields fields =
          Fields.of("feature", feature.view().name() + "." + feature.feature())
              .with("version", feature.view().version())
              .with("value", shown)
              .with("default", defaulted);
      ViewAnswer.facts(fields, view);
      json.add(fields);
      rows.add(
          List.of(
              feature.view().name() + "." + feature.feature(),
              Texts.value(shown) + (defaulted ? " (default)" : ""),
              view.status().toString(),
              Long.toString(view.run()),
              Texts.elapsed(view.age())));
    }
    for (FeatureService.Derived derived : service.derived()) {
      Object value =
          ExprEvaluator.evaluate(derived.expr(), name -> value(lookup, arguments, derived, name));
      json.add(Fields.of("feature", derived.name()).with("value", value).with("derived", true));
      rows.add(List.of(derived.name(), Texts.value(value), "derived", "", ""));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            List.of(
                Column.text("feature"),
                Column.text("value"),
                Column.text("status"),
                Column.number("run"),
                Column.number("age")),
            rows));
    return Answer.done(
        Fields.of("service", service.name())
            .with("version", service.version())
            .with("values", json),
        blocks);
  }

  private Lookup.Found view(Lookup lookup, KeyArguments arguments, ViewId view) {
    Lookup.Found present = found.get(view);
    if (present != null) {
      return present;
    }
    ViewSchema schema = schema(view);
    List<Object> key = new ArrayList<>();
    for (FeatureView.Key column : schema.keys()) {
      Object value = keyValue(lookup, arguments, column);
      if (value == null) {
        key.clear();
        break;
      }
      key.add(value);
    }
    Lookup.Found answer =
        key.isEmpty() ? lookup.findNothing(applied(view)) : lookup.find(applied(view), key);
    found.put(view, answer);
    return answer;
  }

  /** As the caller sends it; else looked up, where the service says how. */
  private @Nullable Object keyValue(Lookup lookup, KeyArguments arguments, FeatureView.Key column) {
    FeatureRef resolved = service.resolvedKeys().get(column.name());
    return resolved == null || arguments.has(column.name())
        ? arguments.values(entry.id().toString(), List.of(column)).get(0)
        : value(lookup, arguments, resolved);
  }

  /** With the service's default in the place of NULL, wherever the service uses the feature. */
  private @Nullable Object value(Lookup lookup, KeyArguments arguments, FeatureRef feature) {
    Object value = view(lookup, arguments, feature.view()).value(feature.feature());
    if (value != null) {
      return value;
    }
    for (FeatureService.Member member : service.members()) {
      if (member.feature().equals(feature)) {
        return member.defaultValue();
      }
    }
    return null;
  }

  /** What stands behind a name in a derived feature. */
  private @Nullable Object value(
      Lookup lookup, KeyArguments arguments, FeatureService.Derived derived, String name) {
    if (name.equals("asked_at")) {
      return askedAt;
    }
    for (FeatureRef feature : derived.features()) {
      if (name.equals(feature.view().name() + "." + feature.feature())) {
        return value(lookup, arguments, feature);
      }
    }
    for (FeatureService.Input input : service.inputs()) {
      if (input.name().equals(name)) {
        FeatureView.Key sent = new FeatureView.Key(name, input.type());
        return arguments.has(name)
            ? arguments.values(entry.id().toString(), List.of(sent)).get(0)
            : null;
      }
    }
    throw new IllegalArgumentException("no value for " + name);
  }

  private List<String> argumentNames() {
    List<String> names = new ArrayList<>(keyNames());
    service.inputs().forEach(input -> names.add(input.name()));
    return names;
  }

  private List<String> keyNames() {
    Set<String> names = new LinkedHashSet<>();
    for (DefinitionId used : entry.definition().uses()) {
      schema(used.viewId()).keys().forEach(key -> names.add(key.name()));
    }
    return List.copyOf(names);
  }

  private ViewSchema schema(ViewId view) {
    return ProjectFiles.schema(applied(view));
  }

  private AppliedDefinition applied(ViewId view) {
    return Objects.requireNonNull(applied.find(DefinitionId.view(view)), view::toString);
  }
}
