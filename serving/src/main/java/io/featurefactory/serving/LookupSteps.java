package io.featurefactory.serving;

import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureView;
import io.featurefactory.serving.ServicePlan.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What has to be read when certain keys are sent: the views of a step at once, in one round trip
 * for each store; then those whose keys were looked up in them. A view that only gives a key is not
 * read if the key is sent.
 *
 * @param steps the views of each step
 * @param missing keys and inputs that have to be sent, and are not
 */
record LookupSteps(List<List<ViewRead>> steps, Set<String> missing) {

  /** A view to read: where each of its keys comes from. */
  record ViewRead(int view, List<KeySource> keys) {}

  /**
   * Where a key comes from.
   *
   * @param resolved the feature that gives it; null if the caller sends it
   */
  record KeySource(String name, @Nullable Source resolved) {}

  static LookupSteps of(ServicePlan plan, Set<String> sent) {
    return new Search(plan, sent).steps();
  }

  /** Goes from the features to what they need. */
  private static final class Search {
    private final ServicePlan plan;
    private final Set<String> sent;
    private final TreeMap<Integer, Integer> depths = new TreeMap<>();
    private final List<List<ViewRead>> steps = new ArrayList<>();
    private final Set<String> missing = new TreeSet<>();

    Search(ServicePlan plan, Set<String> sent) {
      this.plan = plan;
      this.sent = sent;
    }

    LookupSteps steps() {
      plan.outputSources().forEach(source -> depth(source.view()));
      for (Input input : plan.service().inputs()) {
        if (!sent.contains(input.name())) {
          missing.add(input.name());
        }
      }
      depths.values().stream().sorted().distinct().forEach(depth -> steps.add(new ArrayList<>()));
      depths.forEach((view, depth) -> steps.get(depth).add(read(view)));
      return new LookupSteps(steps.stream().map(List::copyOf).toList(), missing);
    }

    /** How many steps come before a view's; definitions allow no circles. */
    private int depth(int view) {
      Integer known = depths.get(view);
      if (known != null) {
        return known;
      }
      int depth = 0;
      for (KeySource key : read(view).keys()) {
        if (key.resolved() != null) {
          depth = Math.max(depth, 1 + depth(key.resolved().view()));
        } else if (!sent.contains(key.name())) {
          missing.add(key.name());
        }
      }
      depths.put(view, depth);
      return depth;
    }

    private ViewRead read(int view) {
      return new ViewRead(view, plan.views().get(view).keys().stream().map(this::source).toList());
    }

    private KeySource source(FeatureView.Key key) {
      FeatureRef resolved =
          sent.contains(key.name()) ? null : plan.service().resolvedKeys().get(key.name());
      return new KeySource(key.name(), resolved == null ? null : plan.source(resolved));
    }
  }
}
