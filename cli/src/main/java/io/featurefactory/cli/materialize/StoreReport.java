package io.featurefactory.cli.materialize;

import io.featurefactory.model.Published;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was published to one store.
 *
 * @param rows written
 * @param deletions of keys that became empty
 * @param published runs whose rows became visible, in order; empty if the store had them all
 * @param rolledBack what the store went back to, now or before, and serves until somebody ends
 *     that; null if it follows the log
 */
public record StoreReport(
    Materializer.Extent extent,
    long rows,
    long deletions,
    List<Published> published,
    @Nullable Published rolledBack) {
  public StoreReport {
    published = List.copyOf(published);
  }

  /** Of a store that follows the log. */
  static StoreReport of(
      Materializer.Extent extent, long rows, long deletions, List<Published> published) {
    return new StoreReport(extent, rows, deletions, published, null);
  }

  /** Of a store that was left at what it went back to before. */
  static StoreReport left(Materializer.Extent extent, Published served) {
    return new StoreReport(extent, 0, 0, List.of(), served);
  }
}
