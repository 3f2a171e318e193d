package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The training set by plain loops: each row of the spine asks each view anew. */
public final class TrainingOracle {
  private final FeatureService service;
  private final Map<ViewId, ViewHistory> views;

  public TrainingOracle(FeatureService service, Map<ViewId, ViewHistory> views) {
    this.service = service;
    this.views = views;
  }

  /**
   * What a row of the spine gets: the service's features, its derived features, and of each view
   * the run, the age, {@code changed_at} and whether a lookup found it.
   *
   * @param row of the spine, by column
   * @param time of the row
   */
  public List<@Nullable Object> values(Map<String, @Nullable Object> row, @Nullable Instant time) {
    Asking asking = new Asking(row, time);
    List<@Nullable Object> values = new ArrayList<>();
    for (FeatureService.Member member : service.members()) {
      values.add(asking.value(member.feature()));
    }
    for (FeatureService.Derived derived : service.derived()) {
      values.add(ExprEvaluator.evaluate(derived.expr(), name -> asking.value(derived, name)));
    }
    return values;
  }

  /** What is told of a view beside its values: run, age in seconds, changed_at, found. */
  public List<@Nullable Object> extras(
      ViewId view, Map<String, @Nullable Object> row, @Nullable Instant time) {
    ViewHistory.Answer answer = new Asking(row, time).answer(view);
    List<@Nullable Object> extras = new ArrayList<>();
    ServedRun run = answer.run();
    extras.add(run == null ? null : (Long) run.run());
    extras.add(
        run == null || time == null
            ? null
            : (Double) ((Boundaries.micros(time) - Boundaries.micros(run.boundary())) / 1e6));
    extras.add(answer.changedAt());
    extras.add(answer.changedAt() != null);
    return extras;
  }

  /** The key by which a row of the spine asks a view. */
  public List<@Nullable Object> key(
      ViewId view, Map<String, @Nullable Object> row, @Nullable Instant time) {
    return new Asking(row, time).key(history(view));
  }

  private ViewHistory history(ViewId id) {
    ViewHistory view = views.get(id);
    if (view == null) {
      throw new IllegalArgumentException("no history of " + id);
    }
    return view;
  }

  /** One row of the spine. */
  private final class Asking {
    private final Map<String, @Nullable Object> row;
    private final @Nullable Instant time;
    private final Map<ViewId, ViewHistory.Answer> answers = new HashMap<>();

    Asking(Map<String, @Nullable Object> row, @Nullable Instant time) {
      this.row = row;
      this.time = time;
    }

    ViewHistory.Answer answer(ViewId id) {
      ViewHistory.Answer known = answers.get(id);
      if (known != null) {
        return known;
      }
      ViewHistory view = history(id);
      ViewHistory.Answer answer = view.lookup(key(view), time);
      answers.put(id, answer);
      return answer;
    }

    List<@Nullable Object> key(ViewHistory view) {
      List<@Nullable Object> key = new ArrayList<>();
      for (FeatureView.Key column : view.keys()) {
        FeatureRef resolved = service.resolvedKeys().get(column.name());
        key.add(resolved == null ? row.get(column.name()) : value(resolved));
      }
      return key;
    }

    /** With the service's default in the place of NULL. */
    @Nullable Object value(FeatureRef feature) {
      ViewHistory view = history(feature.view());
      ViewHistory.Answer answer = answer(feature.view());
      Object value = null;
      for (int i = 0; i < view.features().size(); i++) {
        if (view.features().get(i).name().equals(feature.feature())) {
          value = answer.values().get(i);
        }
      }
      for (FeatureService.Member member : service.members()) {
        if (value == null && member.feature().equals(feature)) {
          value = member.defaultValue();
        }
      }
      return value;
    }

    @Nullable Object value(FeatureService.Derived derived, String name) {
      if (name.equals("asked_at")) {
        return time;
      }
      for (FeatureRef feature : derived.features()) {
        if (name.equals(feature.view().name() + "." + feature.feature())) {
          return value(feature);
        }
      }
      return row.get(name);
    }
  }
}
