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
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Registry;
import io.featurefactory.model.ViewId;
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
  private final FeatureService service;
  private final Map<ViewId, Lookup.Found> found = new LinkedHashMap<>();

  ServiceAnswer(ProjectFiles files, Project project, AppliedDefinition entry) {
    this.applied = project.control().registry().load();
    this.entry = entry;
    this.service = files.service(entry, applied);
  }

  Answer of(Lookup lookup, KeyArguments arguments) {
    arguments.requireOnly(entry.id().toString(), keyNames());
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (FeatureService.Member member : service.members()) {
      FeatureRef feature = member.feature();
      Lookup.Found view = view(lookup, arguments, feature.view());
      Object value = view.value(feature.feature());
      boolean defaulted = value == null && member.defaultValue() != null;
      Object shown = defaulted ? member.defaultValue() : value;
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
    if (!service.derived().isEmpty()) {
      blocks.add(
          Block.Prose.of(
              "Not in this answer: the derived features "
                  + String.join(", ", service.derived().stream().map(d -> d.name()).toList())));
    }
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
      key.add(keyValue(lookup, arguments, schema, column));
    }
    Lookup.Found answer = lookup.find(applied(view), key);
    found.put(view, answer);
    return answer;
  }

  /** As the caller sends it; else looked up, where the service says how. */
  private Object keyValue(
      Lookup lookup, KeyArguments arguments, ViewSchema schema, FeatureView.Key column) {
    FeatureRef resolved = service.resolvedKeys().get(column.name());
    if (resolved == null || arguments.has(column.name())) {
      return arguments.values(entry.id().toString(), List.of(column)).get(0);
    }
    @Nullable Object value = view(lookup, arguments, resolved.view()).value(resolved.feature());
    if (value == null) {
      throw CliErrors.unresolvedKey(schema.view(), column.name(), resolved);
    }
    return value;
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
