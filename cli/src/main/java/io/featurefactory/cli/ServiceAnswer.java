package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.model.FeatureService;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ViewRows;
import java.util.ArrayList;
import java.util.List;

/** The answer of {@code ff get} about a service: the list of its features, in its order. */
final class ServiceAnswer {
  private final LookupAnswer answer;

  ServiceAnswer(LookupAnswer answer) {
    this.answer = answer;
  }

  Answer answer() {
    FeatureService service = answer.plan().service();
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < answer.plan().outputs().size(); i++) {
      String name = answer.plan().outputs().get(i).name();
      Object value = answer.value(i, 0);
      ViewRows view = answer.view(i);
      if (view == null) {
        json.add(Fields.of("feature", name).with("value", value).with("derived", true));
        rows.add(List.of(name, Texts.value(value), "derived", "", ""));
        continue;
      }
      Fields fields =
          Fields.of("feature", name)
              .with("version", view.view().view().version())
              .with("value", value)
              .with("default", answer.isDefault(i, 0));
      ViewAnswer.facts(fields, view);
      json.add(fields);
      rows.add(
          List.of(
              name,
              Texts.value(value) + (answer.isDefault(i, 0) ? " (default)" : ""),
              view.status(0).toString(),
              Long.toString(view.run(0)),
              Texts.elapsed(view.age())));
    }
    Table table =
        new Table(
            List.of(
                Column.text("feature"),
                Column.text("value"),
                Column.text("status"),
                Column.number("run"),
                Column.number("age")),
            rows);
    return Answer.done(
        Fields.of("service", service.name())
            .with("version", service.version())
            .with("values", json),
        table);
  }
}
