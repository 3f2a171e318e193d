package io.featurefactory.training;

import java.nio.file.Path;
import java.util.function.DoubleConsumer;

/** Joins spines with logs, somewhere. */
public interface Joiner {
  /**
   * Writes a training set.
   *
   * @param file absolute; replaced if it is there
   * @param format the options of the kernel's COPY
   * @param progress is told, in another thread, what part of the join is done, 0 to 1
   */
  TrainingReport write(TrainingPlan plan, Path file, String format, DoubleConsumer progress);

  /**
   * Some rows of a spine, as a spine that can be joined.
   *
   * @param where SQL of a condition over the columns and {@code file_row_number}
   */
  Spine select(Spine spine, String where);
}
