package io.featurefactory.compute;

import io.featurefactory.lake.LakeFile;
import io.featurefactory.model.FeatureView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Boundaries that were computed and not yet logged.
 *
 * @param files of the rows of all of them
 */
record Computed(List<Progress.Boundary> boundaries, List<LakeFile> files) {
  Computed {
    boundaries = List.copyOf(boundaries);
    files = List.copyOf(files);
  }

  static Computed of(
      FeatureView view,
      List<Instant> boundaries,
      long firstRun,
      List<LakeFile> files,
      Map<Instant, Map<String, @Nullable Object>> measured) {
    Checks checks = new Checks(view);
    List<Progress.Boundary> computed = new ArrayList<>();
    long run = firstRun;
    for (Instant boundary : boundaries) {
      Map<String, @Nullable Object> measures = measured.getOrDefault(boundary, Map.of());
      long changed = measures.get("changed") instanceof Long rows ? rows : 0;
      computed.add(new Progress.Boundary(boundary, run++, changed, checks.evaluate(measures)));
    }
    return new Computed(computed, files);
  }

  /** How many boundaries come before the first that broke a check. */
  int passed() {
    int passed = 0;
    while (passed < boundaries.size() && boundaries.get(passed).passed()) {
      passed++;
    }
    return passed;
  }

  Computed withFilesOf(Computed other) {
    return new Computed(boundaries, other.files());
  }

  Progress progress(long events) {
    int passed = passed();
    return new Progress(
        boundaries.subList(0, passed),
        passed < boundaries.size() ? boundaries.get(passed) : null,
        events,
        0);
  }
}
