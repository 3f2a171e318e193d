package io.featurefactory.compute;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.LakeFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in the process. Several run at once, since many are too small to keep all cores busy;
 * they share the threads and the memory of the kernel, so there are no more of them than memory for
 * large ones.
 */
public final class LocalScheduler implements TaskScheduler {
  /** What a large task may need: {@link ViewEngine} cuts them to this size. */
  private static final long TASK_BYTES = 1L << 30;

  private final Kernel kernel;

  public LocalScheduler(Kernel kernel) {
    this.kernel = kernel;
    kernel.install(KernelFunctions::register);
  }

  @Override
  public List<Task.Result> run(List<Task> tasks, Runnable taskDone) {
    int workers = Math.min(tasks.size(), workers(kernel.settings()));
    if (workers > 1) {
      return new ConcurrentTasks(kernel, tasks, taskDone).run(workers);
    }
    List<Task.Result> results = new ArrayList<>(tasks.size());
    for (Task task : tasks) {
      try (KernelSession session = kernel.session()) {
        results.add(run(task, session));
      }
      taskDone.run();
    }
    return results;
  }

  /** How many tasks may run at once. */
  static int workers(KernelSettings settings) {
    long fitting = settings.memoryBytes() / TASK_BYTES;
    return (int) Math.max(1, Math.min(settings.threads(), fitting));
  }

  /** Runs one task in a session of its own. */
  static Task.Result run(Task task, KernelSession session) {
    task.statements().forEach(session::execute);
    List<List<LakeFile>> files = new ArrayList<>();
    for (Task.Output output : task.outputs()) {
      files.add(session.write(output.select(), output.target(), output.options()));
    }
    List<Map<String, @Nullable Object>> report =
        task.report() == null ? List.of() : session.query(task.report(), ReportRows::read);
    return new Task.Result(files, report);
  }
}
