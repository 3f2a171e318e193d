package io.featurefactory.training;

import io.featurefactory.model.ViewId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a join did.
 *
 * @param rows of the training set, as many as of the spine
 * @param withoutTime rows whose time is NULL
 * @param parts rows of each part of the split, also of empty ones, and of those in no part; empty
 *     without a split
 * @param columns of the training set with the kernel's types
 */
public record TrainingReport(
    long rows,
    long withoutTime,
    List<View> views,
    Map<String, Long> parts,
    List<Spine.Column> columns) {
  public TrainingReport {
    parts = new LinkedHashMap<>(parts);
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
