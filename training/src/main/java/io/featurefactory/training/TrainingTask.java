package io.featurefactory.training;

import io.featurefactory.compute.KernelTask;
import io.featurefactory.compute.Task;
import io.featurefactory.lake.KernelSession;
import java.util.List;

/**
 * A task whose SQL calls derived features.
 *
 * @param functions those that it calls
 */
record TrainingTask(Task task, List<DerivedFunction> functions) implements KernelTask<Task.Result> {
  TrainingTask {
    functions = List.copyOf(functions);
  }

  @Override
  public String name() {
    return task.name();
  }

  @Override
  public Task.Result run(KernelSession session) {
    functions.forEach(function -> function.require(session));
    return task.run(session);
  }
}
