package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a store, of those that a lookup made.
 *
 * @param views that it was asked for, in the order of the plan
 * @param keys how many, of all these views together
 * @param started by {@link System#nanoTime}
 * @param took until the lookup went on with what the store said, or without it
 * @param failure why it said nothing; null if it answered, also that it does not have a view
 */
public record StoreRead(
    String store,
    List<ViewId> views,
    int keys,
    long started,
    Duration took,
    @Nullable FactoryException failure) {
  public StoreRead {
    views = List.copyOf(views);
  }
}
