package io.featurefactory.compute;

import io.featurefactory.lake.Kernel;
import java.io.Serializable;
import java.util.List;

/** Runs tasks in the process; they share the threads and the memory of the kernel. */
public final class LocalScheduler implements TaskScheduler {
  private final Kernel kernel;

  public LocalScheduler(Kernel kernel) {
    this.kernel = kernel;
    kernel.install(KernelFunctions::register);
  }

  @Override
  public Reach reach() {
    return Reach.THIS_PROCESS;
  }

  @Override
  public <R extends Serializable> List<R> run(
      List<? extends KernelTask<R>> tasks, Runnable taskDone) {
    Object turn = new Object();
    return kernel.forEach(
        tasks,
        (session, task) -> {
          R result = task.run(session);
          synchronized (turn) {
            taskDone.run();
          }
          return result;
        });
  }
}
