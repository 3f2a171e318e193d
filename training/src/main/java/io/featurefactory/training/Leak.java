package io.featurefactory.training;

/**
 * A suspicion that a training set holds what serving could not have known.
 *
 * @param column of the training set
 * @param kind of suspicion
 * @param evidence what was measured, as a sentence without its end
 */
public record Leak(String column, Kind kind, String evidence) {
  /** Why a column is suspicious. */
  public enum Kind {
    /** It tells the label nearly by itself. */
    LIKE_THE_LABEL,
    /** It tells the label now, and no longer when its newest data are left out. */
    OWN_EVENT,
    /** Its values are times after those of their rows. */
    IN_THE_FUTURE,
    /** Its rows say when they were about, and not when they were known. */
    UNKNOWN_AVAILABILITY
  }
}
