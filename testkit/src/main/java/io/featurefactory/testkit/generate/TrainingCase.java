package io.featurefactory.testkit.generate;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureService;
import io.featurefactory.testkit.oracle.ViewHistory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Histories of views, a service over them, and a spine.
 *
 * @param seed gives the same case again
 * @param columns of the spine; the time is in the column {@code at}
 * @param rows of the spine, values in the order of the columns
 */
public record TrainingCase(
    long seed,
    FeatureService service,
    List<ViewHistory> views,
    List<Column> columns,
    List<List<@Nullable Object>> rows) {
  public TrainingCase {
    views = List.copyOf(views);
    columns = List.copyOf(columns);
    rows = Collections.unmodifiableList(new ArrayList<>(rows));
  }

  /** A column of the spine. */
  public record Column(String name, DataType type) {}
}
