package io.featurefactory.training;

/** What the values of a view are looked up for. The training set is the same, whichever it is. */
enum Grain {
  /** Each key and boundary of the spine once: where many rows share them. */
  PAIR,
  /** Each row of the spine: where hardly any two rows share key and boundary. */
  ROW
}
