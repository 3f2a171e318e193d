package io.featurefactory.definitions;

import java.time.Duration;
import java.util.Set;

/**
 * What definitions need to know about where they will run.
 *
 * @param stores the names of the online stores
 * @param publishDelay of views that declare none
 */
public record Environment(Set<String> stores, Duration publishDelay) {
  public Environment {
    stores = Set.copyOf(stores);
  }

  /** What the settings say. */
  public static Environment of(FactorySettings settings) {
    return new Environment(settings.online().keySet(), settings.publishDelay());
  }
}
