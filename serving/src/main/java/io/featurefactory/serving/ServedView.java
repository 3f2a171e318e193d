package io.featurefactory.serving;

import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import java.time.Duration;
import java.util.List;

/**
 * A view as a lookup needs it.
 *
 * @param keys in the order of the key's encoding
 * @param rows what its rows hold
 * @param freshWithin values older than this are STALE
 * @param stores that are asked, in this order; at least one
 * @param origin what the origin of its generations begins with: rows of a draft that was replaced
 *     are not the view's
 */
public record ServedView(
    ViewId view,
    List<FeatureView.Key> keys,
    RowSchema rows,
    Duration freshWithin,
    List<String> stores,
    String origin) {
  public ServedView {
    keys = List.copyOf(keys);
    stores = List.copyOf(stores);
  }

  /** Runs are counted by log: those of another one are not newer or older. */
  String runKey() {
    return view + " " + origin;
  }

  /** The place of a feature in the row. */
  int column(String feature) {
    for (int i = 0; i < rows.columns().size(); i++) {
      if (rows.columns().get(i).name().equals(feature)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "feature: %s of %s (expected: one of its row)".formatted(feature, view));
  }
}
