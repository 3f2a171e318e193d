package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Block.Fact;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Published;
import io.featurefactory.online.RowSchema;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ViewRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The answer of {@code ff get} about a view. */
final class ViewAnswer {
  private final AppliedDefinition entry;
  private final LookupAnswer answer;
  private final ViewRows view;

  ViewAnswer(AppliedDefinition entry, LookupAnswer answer) {
    this.entry = entry;
    this.answer = answer;
    this.view = answer.views().get(0);
  }

  Answer answer() {
    Fields key = Fields.none();
    for (FeatureView.Key column : view.view().keys()) {
      key.with(column.name(), answer.request().value(column.name(), 0));
    }
    Fields json =
        Fields.of("view", view.view().view().name())
            .with("version", view.view().view().version())
            .with("key", key);
    facts(json, view);
    Fields values = Fields.none();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < view.view().rows().columns().size(); i++) {
      RowSchema.Column feature = view.view().rows().columns().get(i);
      Object value = answer.value(i, 0);
      values.with(feature.name(), value);
      rows.add(List.of(feature.name(), Texts.value(value)));
    }
    json.with("values", values);
    Table table = new Table(List.of(Column.text("feature"), Column.text("value")), rows);
    return Answer.done(json, table, new Block.Facts(facts()));
  }

  /** What is told of a view, or of a feature of it, in JSON. */
  static void facts(Fields json, ViewRows view) {
    json.with("status", view.status(0))
        .with("store", view.store())
        .with("run", view.run(0))
        .with("watermark", Objects.requireNonNull(view.published()).watermark())
        .with("age_seconds", view.age().toSeconds())
        .with("changed_at", view.changedAt(0));
  }

  private List<Fact> facts() {
    Published published = Objects.requireNonNull(view.published());
    String late =
        view.age().compareTo(view.view().freshWithin()) > 0
            ? ", fresh within " + Texts.elapsed(view.view().freshWithin())
            : "";
    return List.of(
        new Fact("status", view.status(0).toString()),
        new Fact("of", entry.id() + ", run " + view.run(0) + ", store " + view.store()),
        new Fact(
            "age",
            "%s (data up to %s%s)"
                .formatted(Texts.elapsed(view.age()), Texts.instant(published.watermark()), late)),
        new Fact("changed at", Texts.instant(view.changedAt(0))));
  }
}
