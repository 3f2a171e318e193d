package io.featurefactory.lake;

import java.util.Map;
import java.util.TreeMap;

/**
 * So many records of topics are no events that the source must be wrong, or what is sent has
 * changed. Nothing of the batch was added, also nothing of other topics.
 */
public final class UnfitTopicsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, String> reasons;

  /**
   * A refusal.
   *
   * @param reasons by topic, what was found, what was expected and the way out
   */
  UnfitTopicsException(Map<String, String> reasons) {
    super(String.join("\n", new TreeMap<>(reasons).values()));
    this.reasons = Map.copyOf(reasons);
  }

  /** By topic, what was found, what was expected and the way out. */
  public Map<String, String> reasons() {
    return reasons;
  }
}
