package io.featurefactory.training;

import io.featurefactory.compute.KernelTask;
import io.featurefactory.compute.LogPart;
import io.featurefactory.compute.Task;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import io.featurefactory.model.ViewId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins a spine with the logs of a service's views by tasks, as {@code docs/spec/training-sets.md}
 * says: the same rows as {@link TrainingJoin}.
 *
 * <p>A view whose log is in one part is looked up where the rows of the training set are made, in a
 * task for each part of the spine. For the others the parts of the spine first write down what they
 * ask, by key; each part of the log finds that for all of them; and what was found is read where it
 * was asked.
 */
final class TrainingTasks {
  /** The folder with what parts of the spine ask. */
  static final String ASKED = "asked";

  /** The folder with what was found. */
  static final String FOUND = "found";

  private final TrainingPlan plan;
  private final TaskScheduler scheduler;
  private final Kernel kernel;
  private final String folder;
  private final TrainingColumns columns;
  private final long rowsOfATask;
  private DoubleConsumer progress = share -> {};
  private int stage;
  private int stages;
  private final Map<Integer, Counts> counts = new HashMap<>();

  /** The files with what was found of a view, by its place. */
  private final Map<Integer, List<String>> found = new HashMap<>();

  /** How the rows fared with a view, summed over tasks. */
  private static final class Counts {
    private long nullKey;
    private long notServed;
    private long found;

    void add(Map<String, @Nullable Object> row) {
      nullKey += SpineTasks.whole(row, "null_key");
      notServed += SpineTasks.whole(row, "not_served");
      found += SpineTasks.whole(row, "found");
    }
  }

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
    this.rowsOfATask = rowsOfATask;
    this.columns = new TrainingColumns(plan);
  }

  /**
   * Makes the rows.
   *
   * @param progress is told, by any thread, what part of the tasks is done, 0 to 1
   */
  TrainingRows rows(DoubleConsumer progress) {
    this.progress = progress;
    Rows rows = prepared();
    List<String> files = new ArrayList<>();
    for (Task.Result result : rows.write(WriteTarget.folder(folder + "/rows"))) {
      result.files().get(0).forEach(file -> files.add(file.path()));
    }
    return new TrainingRows(files, rows.report());
  }

  private Rows prepared() {
    SpineTasks spine = new SpineTasks(plan.spine(), columns.values(), scheduler);
    spine.refuseMisfits();
    long withoutTime = spine.withoutTime();
    Split split = plan.split();
    String part = split == null ? null : split.sql(spine);
    List<Spine.Column> described;
    try (KernelSession session = kernel.session()) {
      described = describe(session, part);
    }
    List<List<ViewSql>> levels = levels();
    stages = 2 * levels.size() + 1;
    exchange(levels);
    return new Rows(withoutTime, part, described);
  }

  /** The columns as they come out of no rows. */
  private List<Spine.Column> describe(KernelSession session, @Nullable String part) {
    columns.functions().forEach(function -> function.require(session));
    session.execute(columns.values().view(plan.spine().noRows()));
    for (ViewSql view : columns.views()) {
      view.served().forEach(session::execute);
      session.execute(view.findNothing());
    }
    return columns.described(session, part);
  }

  /** Has found what is asked of views that are in parts. */
  private void exchange(List<List<ViewSql>> levels) {
    for (List<ViewSql> views : levels) {
      find(views, ask(views));
    }
  }

  /** Views that are in parts, those that need others of them after those. */
  private List<List<ViewSql>> levels() {
    List<List<ViewSql>> levels = new ArrayList<>();
    List<ViewSql> left = columns.views().stream().filter(ViewSql::isDivided).toList();
    while (!left.isEmpty()) {
      List<ViewSql> rest = left;
      List<ViewSql> next =
          rest.stream()
              .filter(v -> v.withNeeded().stream().noneMatch(n -> n != v && rest.contains(n)))
              .toList();
      levels.add(next);
      left = rest.stream().filter(v -> !next.contains(v)).toList();
    }
    return levels;
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

  /** The files with what each view is asked, for each part of the spine. */
  private List<List<List<LakeFile>>> ask(List<ViewSql> views) {
    List<Task> tasks = new ArrayList<>();
    for (int part = 0; part < plan.spine().parts().size(); part++) {
      tasks.add(asks(views, part));
    }
    List<List<List<LakeFile>>> asked = new ArrayList<>();
    for (Task.Result result : run(tasks)) {
      addCounts(result);
      asked.add(result.files());
    }
    return asked;
  }

  private Task asks(List<ViewSql> views, int part) {
    List<String> statements = new ArrayList<>();
    List<Task.Output> outputs = new ArrayList<>();
    List<String> reports = new ArrayList<>();
    statements.add(columns.values().view(plan.spine().parts().get(part).relation()));
    List<ViewSql> needed =
        columns.views().stream()
            .filter(v -> views.stream().anyMatch(w -> w != v && w.withNeeded().contains(v)))
            .toList();
    needed.forEach(view -> statements.addAll(lookUp(view, part)));
    for (ViewSql view : views) {
      statements.addAll(view.served());
      statements.add(view.ask());
      outputs.add(
          new Task.Output(
              view.askedBy(part),
              WriteTarget.folder(folder + "/" + ASKED),
              WriteOptions.orderedBy(ViewSql.HASH)));
      reports.add(
          "SELECT %d AS view, *, 0 AS found FROM (%s)".formatted(place(view), view.askedCounts()));
    }
    return new Task(
        "part %d asks %s".formatted(part + 1, names(views)),
        statements,
        outputs,
        String.join("\nUNION ALL ", reports));
  }

  private void find(List<ViewSql> views, List<List<List<LakeFile>>> asked) {
    List<Task> tasks = new ArrayList<>();
    List<ViewSql> ofTask = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      ViewSql view = views.get(i);
      found.put(place(view), new ArrayList<>());
      int place = i;
      List<LakeFile> files = asked.stream().flatMap(of -> of.get(place).stream()).toList();
      for (List<String> some : groups(files, view.view().parts().size())) {
        for (LogPart log : view.view().parts()) {
          tasks.add(finds(view, some, log));
          ofTask.add(view);
        }
      }
    }
    List<Task.Result> results = run(tasks);
    for (int i = 0; i < results.size(); i++) {
      List<String> files = Objects.requireNonNull(found.get(place(ofTask.get(i))));
      results.get(i).files().get(0).forEach(file -> files.add(file.path()));
      addCounts(results.get(i));
    }
  }

  /** Files of which a part of the log has about as many rows as a task may have. */
  private List<List<String>> groups(List<LakeFile> files, int logParts) {
    List<List<String>> groups = new ArrayList<>();
    long rows = 0;
    for (LakeFile file : files) {
      if (groups.isEmpty() || (rows + file.records()) / logParts > rowsOfATask) {
        groups.add(new ArrayList<>());
        rows = 0;
      }
      groups.get(groups.size() - 1).add(file.path());
      rows += file.records();
    }
    return groups;
  }

  private Task finds(ViewSql view, List<String> asked, LogPart log) {
    return new Task(
        "%s finds from %s".formatted(view.view().id(), log.least()),
        view.findFor(asked, log),
        List.of(
            new Task.Output(
                view.foundRows(),
                WriteTarget.folder(folder + "/" + FOUND),
                WriteOptions.orderedBy(ViewSql.PART))),
        "SELECT %d AS view, 0 AS null_key, 0 AS not_served, * FROM (%s)"
            .formatted(place(view), view.foundCount()));
  }

  /** What makes {@code found} in a task for a part of the spine. */
  private List<String> lookUp(ViewSql view, int part) {
    List<String> statements = new ArrayList<>(view.served());
    if (view.isDivided()) {
      statements.add(view.takeFound(Objects.requireNonNull(found.get(place(view))), part));
    } else {
      statements.addAll(view.lookup());
    }
    return statements;
  }

  private void addCounts(Task.Result result) {
    for (Map<String, @Nullable Object> row : result.report()) {
      if (row.get("view") instanceof Number view) {
        counts.computeIfAbsent(view.intValue(), place -> new Counts()).add(row);
      }
    }
  }

  private int place(ViewSql view) {
    return columns.views().indexOf(view);
  }

  private static String names(List<ViewSql> views) {
    return String.join(", ", views.stream().map(v -> v.view().id().toString()).toList());
  }

  /** The rows of the training set, when all that is asked elsewhere has been found. */
  private final class Rows {
    private final long withoutTime;
    private final @Nullable String split;
    private final List<Spine.Column> described;
    private final Map<String, Long> parts = new LinkedHashMap<>();

    Rows(long withoutTime, @Nullable String split, List<Spine.Column> described) {
      this.withoutTime = withoutTime;
      this.split = split;
      this.described = described;
      Split wanted = plan.split();
      if (wanted != null) {
        wanted.parts().forEach(name -> parts.put(name, 0L));
      }
    }

    /** Writes the rows with their numbers, by task. */
    List<Task.Result> write(WriteTarget target) {
      List<TrainingTask> tasks = new ArrayList<>();
      for (int part = 0; part < plan.spine().parts().size(); part++) {
        tasks.add(new TrainingTask(task(part, target), columns.functions()));
      }
      List<Task.Result> results = run(tasks);
      results.forEach(this::addReport);
      return results;
    }

    private Task task(int part, WriteTarget target) {
      List<String> statements = new ArrayList<>();
      List<String> reports = new ArrayList<>();
      statements.add(columns.values().view(plan.spine().parts().get(part).relation()));
      for (ViewSql view : columns.views()) {
        statements.addAll(lookUp(view, part));
        if (!view.isDivided()) {
          reports.add("SELECT %d AS view, * FROM (%s)".formatted(place(view), view.counts()));
        }
      }
      if (split != null) {
        reports.add(
            "SELECT part, count(*) AS rows FROM (SELECT %s AS part FROM spine s) GROUP BY part"
                .formatted(split));
      }
      return new Task(
          "rows of part %d".formatted(part + 1),
          statements,
          List.of(
              new Task.Output(
                  columns.numbered(split), target, WriteOptions.orderedBy(SpineValues.ROW))),
          reports.isEmpty() ? null : String.join("\nUNION ALL BY NAME ", reports));
    }

    private void addReport(Task.Result result) {
      addCounts(result);
      for (Map<String, @Nullable Object> row : result.report()) {
        if (row.get("part") instanceof String part) {
          parts.merge(part, SpineTasks.whole(row, "rows"), Long::sum);
        }
      }
    }

    TrainingReport report() {
      List<TrainingReport.View> views = new ArrayList<>();
      for (ViewSql view : columns.views()) {
        ViewId id = view.view().id();
        Counts of = counts.getOrDefault(place(view), new Counts());
        views.add(new TrainingReport.View(id, of.nullKey, of.notServed, of.found));
      }
      return new TrainingReport(plan.spine().rows(), withoutTime, views, parts, described);
    }
  }
}
