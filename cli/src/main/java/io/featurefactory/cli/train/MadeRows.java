package io.featurefactory.cli.train;

import io.featurefactory.training.ColumnFacts;
import io.featurefactory.training.TrainingReport;
import java.util.List;

/** The rows of a training set that were made and are not in their place yet. */
interface MadeRows {
  TrainingReport report();

  /** What tells them from other rows: the same rows have the same. */
  Digest digest();

  /** What the values of the columns are like. */
  List<ColumnFacts> statistics();

  /** Puts them in their place. */
  void publish();
}
