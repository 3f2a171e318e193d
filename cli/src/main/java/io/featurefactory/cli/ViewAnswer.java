package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Block.Fact;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.FeatureView;
import java.util.ArrayList;
import java.util.List;

/** The answer of {@code ff get} about a view. */
final class ViewAnswer {
  private final AppliedDefinition entry;

  ViewAnswer(AppliedDefinition entry) {
    this.entry = entry;
  }

  Answer of(Lookup lookup, KeyArguments arguments) {
    ViewSchema schema = ProjectFiles.schema(entry);
    List<String> names = schema.keys().stream().map(FeatureView.Key::name).toList();
    arguments.requireOnly(entry.id().toString(), names);
    List<Object> key = arguments.values(entry.id().toString(), schema.keys());
    Lookup.Found found = lookup.find(entry, key);
    Fields keyFields = Fields.none();
    for (int i = 0; i < names.size(); i++) {
      keyFields.with(names.get(i), key.get(i));
    }
    Fields json =
        Fields.of("view", schema.view().name())
            .with("version", schema.view().version())
            .with("key", keyFields);
    facts(json, found);
    Fields values = Fields.none();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < schema.features().size(); i++) {
      ViewSchema.Feature feature = schema.features().get(i);
      values.with(feature.name(), found.values().get(i));
      rows.add(List.of(feature.name(), Texts.value(found.values().get(i))));
    }
    json.with("values", values);
    Table table = new Table(List.of(Column.text("feature"), Column.text("value")), rows);
    return Answer.done(json, table, new Block.Facts(facts(found)));
  }

  static void facts(Fields json, Lookup.Found found) {
    json.with("status", found.status())
        .with("store", found.store())
        .with("run", found.run())
        .with("watermark", found.watermark())
        .with("age_seconds", found.age().toSeconds())
        .with("changed_at", found.changedAt());
  }

  private List<Fact> facts(Lookup.Found found) {
    String late =
        found.age().compareTo(found.schema().freshWithin()) > 0
            ? ", fresh within " + Texts.elapsed(found.schema().freshWithin())
            : "";
    return List.of(
        new Fact("status", found.status().toString()),
        new Fact("of", entry.id() + ", run " + found.run() + ", store " + found.store()),
        new Fact(
            "age",
            "%s (data up to %s%s)"
                .formatted(Texts.elapsed(found.age()), Texts.instant(found.watermark()), late)),
        new Fact("changed at", Texts.instant(found.changedAt())));
  }
}
