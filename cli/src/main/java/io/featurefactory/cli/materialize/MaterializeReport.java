package io.featurefactory.cli.materialize;

import io.featurefactory.compute.Progress;
import io.featurefactory.model.ViewId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was done for a view.
 *
 * @param computed what the engine did; empty if there was nothing to compute
 * @param stores what was published, by store
 */
public record MaterializeReport(
    ViewId view, List<Progress> computed, Map<String, StoreReport> stores) {
  public MaterializeReport {
    computed = List.copyOf(computed);
    stores = Collections.unmodifiableMap(new LinkedHashMap<>(stores));
  }

  /** Boundaries that entered the log. */
  public List<Progress.Boundary> logged() {
    return computed.stream().flatMap(p -> p.logged().stream()).toList();
  }

  /** The boundary that a check held back; null if none was. */
  public Progress.@Nullable Boundary blocked() {
    for (Progress progress : computed) {
      Progress.Boundary boundary = progress.blocked();
      if (boundary != null) {
        return boundary;
      }
    }
    return null;
  }

  /** Rows of the results of an sql view that took no part, as they have no key. */
  public long withoutKey() {
    return computed.stream().mapToLong(Progress::withoutKey).sum();
  }

  /** Rows of the sources that were read. */
  public long events() {
    return computed.stream().mapToLong(Progress::events).sum();
  }

  /** Rows that entered the log. */
  public long changed() {
    return computed.stream().mapToLong(Progress::changed).sum();
  }
}
