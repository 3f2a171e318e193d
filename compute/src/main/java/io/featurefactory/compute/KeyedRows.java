package io.featurefactory.compute;

/** Rows of keys, to be read by tasks, each those of its own. */
interface KeyedRows {
  /** A relation for FROM: the rows with keys in a bucket. */
  String in(Bucket bucket);
}
