package io.featurefactory.training;

import io.featurefactory.compute.KernelTask;
import io.featurefactory.compute.Task;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins a spine with the logs of a service's views by tasks, one for each part of the spine, as
 * {@code docs/spec/training-sets.md} says: the same rows as {@link TrainingJoin}.
 *
 * <p>A view whose log is in one part is looked up in these tasks, the others by {@link LookupTasks}
 * before.
 */
final class TrainingTasks {
  private final TrainingPlan plan;
  private final TaskScheduler scheduler;
  private final Kernel kernel;
  private final String folder;
  private final TrainingColumns columns;
  private final ViewCounts counts;
  private final LookupTasks lookups;
  private DoubleConsumer progress = share -> {};
  private int stage;
  private int stages;

  /**
   * The join of a plan; an error if the spine does not have what the service needs.
   *
   * @param plan its spine and its logs in parts that the tasks can read
   * @param kernel of this process
   * @param folder for what tasks tell each other, and for the rows
   * @param rowsOfATask about so many rows of what parts of the spine ask are found by one task
   */
  TrainingTasks(
      TrainingPlan plan, TaskScheduler scheduler, Kernel kernel, String folder, long rowsOfATask) {
    this.plan = plan;
    this.scheduler = scheduler;
    this.kernel = kernel;
    this.folder = folder;
    this.columns = new TrainingColumns(plan);
    this.counts = new ViewCounts(columns.views());
    this.lookups = new LookupTasks(plan.spine(), columns, counts, this::run, folder, rowsOfATask);
  }

  /**
   * Makes the rows.
   *
   * @param listener is told, by any thread, what part of the tasks is done, 0 to 1
   */
  TrainingRows rows(DoubleConsumer listener) {
    SpineTasks spine = new SpineTasks(plan.spine(), columns.values(), scheduler);
    spine.refuseMisfits();
    long withoutTime = spine.withoutTime();
    Split split = plan.split();
    String part = split == null ? null : split.sql(spine);
    List<Spine.Column> described = described(part);
    List<List<ViewSql>> levels = lookups.levels();
    progress = listener;
    stages = 2 * levels.size() + 1;
    levels.forEach(lookups::run);
    List<String> files = new ArrayList<>();
    Map<String, Long> parts = new LinkedHashMap<>();
    if (split != null) {
      split.parts().forEach(name -> parts.put(name, 0L));
    }
    for (Task.Result result : run(tasks(part))) {
      result.files().get(0).forEach(file -> files.add(file.path()));
      counts.add(result);
      addParts(parts, result);
    }
    TrainingReport report =
        new TrainingReport(plan.spine().rows(), withoutTime, counts.sums(), parts, described);
    return new TrainingRows(files, report);
  }

  /** The columns, as they come out of no rows. */
  private List<Spine.Column> described(@Nullable String part) {
    try (KernelSession session = kernel.session()) {
      columns.functions().forEach(function -> function.require(session));
      session.execute(columns.values().view(plan.spine().noRows()));
      for (ViewSql view : columns.views()) {
        view.served().forEach(session::execute);
        session.execute(view.findNothing());
      }
      return columns.described(session, part);
    }
  }

  private <T extends KernelTask<Task.Result>> List<Task.Result> run(List<T> tasks) {
    int[] done = new int[1];
    List<Task.Result> results =
        scheduler.run(
            tasks,
            () -> {
              done[0]++;
              progress.accept((stage + (double) done[0] / tasks.size()) / stages);
            });
    stage++;
    return results;
  }

  private List<TrainingTask> tasks(@Nullable String part) {
    List<TrainingTask> tasks = new ArrayList<>();
    for (int number = 0; number < plan.spine().parts().size(); number++) {
      tasks.add(new TrainingTask(task(number, part), columns.functions()));
    }
    return tasks;
  }

  private Task task(int number, @Nullable String part) {
    List<String> statements = new ArrayList<>();
    List<String> reports = new ArrayList<>();
    statements.add(columns.values().view(plan.spine().parts().get(number).relation()));
    for (ViewSql view : columns.views()) {
      statements.addAll(lookups.statements(view, number));
      if (!view.isDivided()) {
        reports.add(counts.report(view, view.counts()));
      }
    }
    if (part != null) {
      reports.add(
          "SELECT part, count(*) AS rows FROM (SELECT %s AS part FROM spine s) GROUP BY part"
              .formatted(part));
    }
    return new Task(
        "rows of part %d of %s".formatted(number + 1, plan.spine().name()),
        statements,
        List.of(
            new Task.Output(
                columns.numbered(part),
                WriteTarget.folder(folder + "/rows"),
                WriteOptions.orderedBy(SpineValues.ROW))),
        reports.isEmpty() ? null : String.join("\nUNION ALL BY NAME ", reports));
  }

  private static void addParts(Map<String, Long> parts, Task.Result result) {
    for (Map<String, @Nullable Object> row : result.report()) {
      if (row.get("part") instanceof String part) {
        parts.merge(part, SpineTasks.whole(row, "rows"), Long::sum);
      }
    }
  }
}
