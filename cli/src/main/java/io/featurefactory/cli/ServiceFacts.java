package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.model.FeatureService;
import java.util.ArrayList;
import java.util.List;

/** Everything about a feature service. */
final class ServiceFacts {
  private final FeatureService service;
  private final EntryFacts entry;

  ServiceFacts(FeatureService service, EntryFacts entry) {
    this.service = service;
    this.entry = entry;
  }

  Answer answer() {
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (FeatureService.Member member : service.members()) {
      String name = name(member.feature());
      String type = member.feature().type().displayName();
      Object standard = member.defaultValue();
      json.add(Fields.of("name", name).with("type", type).with("default", standard));
      rows.add(
          List.of(
              "feature", name, type, standard == null ? "" : "default " + Texts.value(standard)));
    }
    for (FeatureService.Derived derived : service.derived()) {
      rows.add(
          List.of(
              "derived",
              derived.name(),
              derived.expr().type().displayName(),
              derived.description()));
    }
    for (FeatureService.Input input : service.inputs()) {
      rows.add(List.of("input", input.name(), input.type().displayName(), "sent by the caller"));
    }
    service
        .resolvedKeys()
        .forEach(
            (key, from) ->
                rows.add(
                    List.of("key", key, from.type().displayName(), "looked up: " + name(from))));
    if (service.store() != null) {
      rows.add(List.of("store", service.store(), "", "training takes what it served"));
    }
    Fields fields =
        entry
            .json()
            .with("store", service.store())
            .with("features", json)
            .with("derived", service.derived().stream().map(d -> d.name()).toList())
            .with("inputs", service.inputs().stream().map(i -> i.name()).toList())
            .with("resolved_keys", service.resolvedKeys().keySet());
    Table table =
        new Table(
            List.of(
                Column.text("part"),
                Column.text("name"),
                Column.text("type"),
                Column.text("remark")),
            rows);
    return Answer.done(fields, new Block.Facts(entry.facts()), table);
  }

  private static String name(FeatureService.FeatureRef feature) {
    return feature.view().name() + "@" + feature.view().version() + "." + feature.feature();
  }
}
