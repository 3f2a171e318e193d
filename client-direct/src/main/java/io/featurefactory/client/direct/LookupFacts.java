package io.featurefactory.client.direct;

import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureColumn;
import io.featurefactory.client.ViewFacts;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Published;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ViewRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers of the lookup core as those of a client: the values are not copied. */
final class LookupFacts {
  private LookupFacts() {}

  /**
   * An answer.
   *
   * @param details whether runs and times of change are told for each row
   */
  static FeatureAnswer answer(LookupAnswer found, boolean details) {
    int features = found.plan().outputs().size();
    List<FeatureColumn> columns = new ArrayList<>(features);
    for (int output = 0; output < features; output++) {
      columns.add(new LookupColumn(found, output));
    }
    return new FeatureAnswer(
        found.plan().toString(),
        found.rows(),
        found.request().askedAt(),
        text(found.failure()),
        columns,
        found.views().stream().map(view -> facts(view, found.rows(), details)).toList());
  }

  private static ViewFacts facts(ViewRows view, int rows, boolean details) {
    Published published = view.published();
    return new ViewFacts(
        view.view().view().name() + "@" + view.view().view().version(),
        text(view.failure()),
        published == null ? "" : String.valueOf(view.store()),
        published == null ? 0 : published.run(),
        published == null ? null : published.watermark(),
        Duration.ofSeconds(view.age().toSeconds()), // as a server tells it
        view.behind(),
        details ? runs(view, rows) : List.of(),
        details ? changes(view, rows) : List.of());
  }

  private static List<Long> runs(ViewRows view, int rows) {
    List<Long> runs = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      runs.add(view.run(row));
    }
    return runs;
  }

  private static List<@Nullable Instant> changes(ViewRows view, int rows) {
    List<@Nullable Instant> changes = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      changes.add(view.changedAt(row));
    }
    return changes;
  }

  private static @Nullable String text(@Nullable FactoryException failure) {
    return failure == null ? null : String.valueOf(failure.getMessage());
  }
}
