package io.featurefactory.model;

/**
 * A store refused a change because a newer writer has been there; nothing was changed. Whoever gets
 * it has lost the view to another process and stops.
 */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message what the writer built on, and what the store has
   */
  public FencedException(String message) {
    super(message);
  }
}
