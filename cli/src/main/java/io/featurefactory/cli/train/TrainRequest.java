package io.featurefactory.cli.train;

import io.featurefactory.training.Split;
import io.featurefactory.training.TrainingPlan.Columns;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants a training set to be.
 *
 * @param service name, and version after an {@code @}
 * @param spine as it was named
 * @param time column of the spine; empty to find it
 * @param map key or input to a column of the spine
 * @param store whose availability counts; empty for the first of each view
 * @param label column of the spine; empty for none
 * @param split null for none
 * @param inspections what is looked at when it is made
 */
public record TrainRequest(
    String service,
    String spine,
    String time,
    Map<String, String> map,
    AsOf asOf,
    String store,
    Columns columns,
    String label,
    @Nullable Split split,
    Set<Inspection> inspections) {
  public TrainRequest {
    map = new TreeMap<>(map);
    inspections = new TreeSet<>(inspections);
  }

  /** The same for rows under another name. */
  TrainRequest withSpine(String name) {
    return new TrainRequest(
        service, name, time, map, asOf, store, columns, label, split, inspections);
  }

  /** What can be looked at. */
  public enum Inspection {
    /** Values that serving could not have had. */
    LEAKS,
    /** What the values of the columns are like. */
    STATISTICS
  }
}
