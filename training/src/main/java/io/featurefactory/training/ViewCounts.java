package io.featurefactory.training;

import io.featurefactory.compute.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the rows of a spine fared with its views, summed over tasks. */
final class ViewCounts {
  private final List<ViewSql> views;
  private final List<Counts> counts = new ArrayList<>();

  private static final class Counts {
    private long nullKey;
    private long notServed;
    private long found;
  }

  ViewCounts(List<ViewSql> views) {
    this.views = views;
    views.forEach(view -> counts.add(new Counts()));
  }

  /**
   * A query for the report of a task.
   *
   * @param select with some of the columns {@code null_key}, {@code not_served}, {@code found}
   */
  String report(ViewSql view, String select) {
    return "SELECT %d AS view, * FROM (%s)".formatted(views.indexOf(view), select);
  }

  /** Adds what a task has reported; rows of other queries count for nothing. */
  void add(Task.Result result) {
    for (Map<String, @Nullable Object> row : result.report()) {
      if (row.get("view") instanceof Number view) {
        Counts of = counts.get(view.intValue());
        of.nullKey += whole(row, "null_key");
        of.notServed += whole(row, "not_served");
        of.found += whole(row, "found");
      }
    }
  }

  private static long whole(Map<String, @Nullable Object> row, String column) {
    return row.get(column) instanceof Number number ? number.longValue() : 0;
  }

  /** The sums, in the order of the views. */
  List<TrainingReport.View> sums() {
    List<TrainingReport.View> sums = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      Counts of = counts.get(i);
      sums.add(
          new TrainingReport.View(views.get(i).view().id(), of.nullKey, of.notServed, of.found));
    }
    return sums;
  }
}
