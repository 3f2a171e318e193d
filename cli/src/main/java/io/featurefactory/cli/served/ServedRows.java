package io.featurefactory.cli.served;

import io.featurefactory.lake.RowAppender;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Published;
import io.featurefactory.serving.AnswerSink.Logged;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ViewRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers as rows of {@link ServedColumns#values}. */
final class ServedRows {
  private static final int COLUMNS_OF_A_VIEW = 8;

  private final ServicePlan plan;
  private final ServedColumns columns;

  ServedRows(ServicePlan plan, ServedColumns columns) {
    this.plan = plan;
    this.columns = columns;
  }

  void append(Logged logged, RowAppender rows) {
    LookupAnswer answer = logged.answer();
    Instant answeredAt = Boundaries.ofMicros(Boundaries.micros(logged.at()));
    for (int row = 0; row < answer.rows(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(answer.request().id());
      values.add((long) row);
      values.add(answer.request().askedAt());
      values.add(answeredAt);
      values.add(plan.toString());
      for (ServedColumns.Parameter parameter : columns.parameters()) {
        values.add(answer.key(parameter.name(), row));
        if (parameter.sent() != null) {
          values.add(answer.request().columns().containsKey(parameter.name()));
        }
      }
      for (ServedColumns.Feature feature : columns.features()) {
        values.add(answer.value(feature.feature(), row));
      }
      for (ServedColumns.Derived feature : columns.derived()) {
        values.add(answer.value(feature.output(), row));
        values.add(answer.status(feature.output(), row).name());
      }
      for (int view = 0; view < plan.views().size(); view++) {
        add(values, answer.findView(view), row);
      }
      rows.append(values);
    }
  }

  private static void add(List<@Nullable Object> values, @Nullable ViewRows view, int row) {
    Published published = view == null ? null : view.published();
    if (view == null || published == null) {
      values.addAll(Collections.nCopies(COLUMNS_OF_A_VIEW, null));
      if (view != null) {
        values.set(values.size() - COLUMNS_OF_A_VIEW, view.status(row).name());
      }
      return;
    }
    values.add(view.status(row).name());
    values.add(view.run(row));
    values.add(view.store());
    values.add(published.watermark());
    values.add(view.age().toNanos() / 1e9);
    values.add(view.changedAt(row));
    values.add(view.behind());
    values.add(logOf(view));
  }

  /** The table of the log from which the store's rows came. */
  private static @Nullable String logOf(ViewRows view) {
    String origin = view.origin();
    return origin == null ? null : origin.substring(0, (origin + " ").indexOf(' '));
  }
}
