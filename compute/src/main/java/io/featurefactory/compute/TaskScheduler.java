package io.featurefactory.compute;

import java.io.Serializable;
import java.util.List;

/**
 * Runs tasks somewhere.
 *
 * <p>A caller may assume: each result is that of one successful attempt of the task at the same
 * place in the list; if a task fails for good the others are stopped and the first failure is
 * thrown. An implementer must: never hand out the result of an attempt that may still write.
 */
public interface TaskScheduler {
  /** Where tasks may run, and so which files they can read. */
  enum Reach {
    /** In this process, by its kernel: work is divided for the sake of memory only. */
    THIS_PROCESS,
    /** Here: they read files of this machine. */
    THIS_MACHINE,
    /** Anywhere: they read files of the warehouse only. */
    ANY_MACHINE
  }

  /** Where tasks may run. */
  default Reach reach() {
    return Reach.THIS_MACHINE;
  }

  /**
   * Runs the tasks, in any order, and waits for them.
   *
   * @param taskDone is called once for each task that is done, by any thread, never twice at once
   */
  <R extends Serializable> List<R> run(List<? extends KernelTask<R>> tasks, Runnable taskDone);

  /** Runs the tasks, in any order, and waits for them. */
  default <R extends Serializable> List<R> run(List<? extends KernelTask<R>> tasks) {
    return run(tasks, () -> {});
  }
}
