package io.featurefactory.cli.materialize;

import io.featurefactory.model.Published;
import java.util.List;

/**
 * What was published to one store.
 *
 * @param rows written
 * @param deletions of keys that became empty
 * @param published runs whose rows became visible, in order; empty if the store had them all
 */
public record StoreReport(
    Materializer.Extent extent, long rows, long deletions, List<Published> published) {
  public StoreReport {
    published = List.copyOf(published);
  }
}
