package io.featurefactory.training.evaluate;

/**
 * A column that a model may use.
 *
 * @param name in the training set
 */
public record FeatureColumn(String name, Role role) {
  /** What is known of a column before it is measured. */
  public enum Role {
    /** The spine's own; in every model. */
    BASELINE,
    /** A feature of facts; in every model. */
    STATIC,
    /** A feature of behaviour; only in the model of all features. */
    BEHAVIOURAL
  }
}
