package io.featurefactory.compute;

import java.util.List;

/**
 * Runs tasks somewhere.
 *
 * <p>A caller may assume: each result is that of one successful attempt of the task at the same
 * place in the list; if a task fails for good the others are stopped and the first failure is
 * thrown. An implementer must: never hand out the result of an attempt that may still write.
 */
public interface TaskScheduler {

  /** Runs the tasks, in any order, and waits for them. */
  List<Task.Result> run(List<Task> tasks);
}
