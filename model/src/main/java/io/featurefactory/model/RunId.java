package io.featurefactory.model;

/**
 * A run of a view.
 *
 * @param number at least 1; increases in the order in which runs of the view are planned
 */
public record RunId(ViewId view, long number) {
  public RunId {
    if (number < 1) {
      throw new IllegalArgumentException(
          "run of %s: %d (expected: at least 1)".formatted(view, number));
    }
  }

  /** {@code run 12 of ad_performance v1}, for messages. */
  @Override
  public String toString() {
    return "run " + number + " of " + view;
  }
}
