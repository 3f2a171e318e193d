package io.featurefactory.cli.train;

import io.featurefactory.training.Split;
import io.featurefactory.training.TrainingPlan.Extra;
import io.featurefactory.training.TrainingPlan.Names;
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
    Names names,
    Set<Extra> extras,
    String label,
    @Nullable Split split,
    Set<Inspection> inspections) {
  public TrainRequest {
    map = new TreeMap<>(map);
    extras = new TreeSet<>(extras);
    inspections = new TreeSet<>(inspections);
  }

  /** What can be looked at. */
  public enum Inspection {
    /** Values that serving could not have had. */
    LEAKS,
    /** What the values of the columns are like. */
    STATISTICS
  }
}
