package io.featurefactory.compute;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs tasks in the process; they share the threads and the memory of the kernel. */
public final class LocalScheduler implements TaskScheduler {
  private final Kernel kernel;

  public LocalScheduler(Kernel kernel) {
    this.kernel = kernel;
    kernel.install(KernelFunctions::register);
  }

  @Override
  public List<Task.Result> run(List<Task> tasks, Runnable taskDone) {
    Object turn = new Object();
    return kernel.forEach(
        tasks,
        (session, task) -> {
          Task.Result result = run(task, session);
          synchronized (turn) {
            taskDone.run();
          }
          return result;
        });
  }

  private static Task.Result run(Task task, KernelSession session) {
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
