package io.featurefactory.cli.materialize;

import io.featurefactory.compute.Task;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.model.ViewId;
import java.util.ArrayList;
import java.util.List;

/** Tells how many tasks are done. */
final class WatchedScheduler implements TaskScheduler {
  private final TaskScheduler scheduler;
  private final ViewId view;
  private final TaskWatch watch;

  WatchedScheduler(TaskScheduler scheduler, ViewId view, TaskWatch watch) {
    this.scheduler = scheduler;
    this.view = view;
    this.watch = watch;
  }

  @Override
  public List<Task.Result> run(List<Task> tasks) {
    List<Task.Result> results = new ArrayList<>(tasks.size());
    for (Task task : tasks) {
      watch.computing(view, results.size(), tasks.size());
      results.addAll(scheduler.run(List.of(task)));
    }
    return results;
  }
}
