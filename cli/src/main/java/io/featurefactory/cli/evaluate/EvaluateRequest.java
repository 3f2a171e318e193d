package io.featurefactory.cli.evaluate;

import io.featurefactory.training.Split;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to know.
 *
 * @param service name, and version after an {@code @}
 * @param spine as it was named
 * @param time column of the spine; empty to find it
 * @param map key or input to a column of the spine
 * @param label column of the spine
 * @param groups columns of the spine whose values say which rows were shown together
 * @param baseline columns of the spine that every model gets
 * @param statics names of the features that count as static; null for those of facts
 * @param split shares of the parts
 * @param trainings of each model
 */
public record EvaluateRequest(
    String service,
    String spine,
    String time,
    Map<String, String> map,
    String label,
    List<String> groups,
    List<String> baseline,
    @Nullable List<String> statics,
    Split split,
    long seed,
    int trainings) {
  public EvaluateRequest {
    map = new TreeMap<>(map);
    groups = List.copyOf(groups);
    baseline = List.copyOf(baseline);
    statics = statics == null ? null : List.copyOf(statics);
  }
}
