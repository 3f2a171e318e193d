package io.featurefactory.cli.materialize;

import io.featurefactory.compute.KernelTask;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.model.ViewId;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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
  public Reach reach() {
    return scheduler.reach();
  }

  @Override
  public <R extends Serializable> List<R> run(
      List<? extends KernelTask<R>> tasks, Runnable taskDone) {
    AtomicInteger done = new AtomicInteger();
    watch.computing(view, 0, tasks.size());
    return scheduler.run(
        tasks,
        () -> {
          taskDone.run();
          watch.computing(view, done.incrementAndGet(), tasks.size());
        });
  }
}
