package io.featurefactory.training;

import io.featurefactory.model.ViewId;
import java.util.List;

/**
 * What a join did.
 *
 * @param rows of the training set, as many as of the spine
 * @param withoutTime rows whose time is NULL
 * @param columns of the training set with the kernel's types
 */
public record TrainingReport(
    long rows, long withoutTime, List<View> views, List<Spine.Column> columns) {
  public TrainingReport {
    views = List.copyOf(views);
    columns = List.copyOf(columns);
  }

  /**
   * How the rows fared with a view.
   *
   * @param nullKey rows with a NULL in the view's key
   * @param notServed rows with a key, and a time at which nothing was served yet, or none
   * @param found rows whose key had a row in the log
   */
  public record View(ViewId view, long nullKey, long notServed, long found) {}
}
