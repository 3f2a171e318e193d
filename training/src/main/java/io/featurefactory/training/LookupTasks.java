package io.featurefactory.training;

import io.featurefactory.compute.LogPart;
import io.featurefactory.compute.Task;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Looks up what the parts of a spine ask of views whose logs are in parts: the parts of the spine
 * write down what they ask, by key; each part of a log finds that for all of them; and what was
 * found is read where it was asked.
 */
final class LookupTasks {
  private static final String ASKED = "asked";
  private static final String FOUND = "found";

  private final Spine spine;
  private final TrainingColumns columns;
  private final ViewCounts counts;
  private final Function<List<Task>, List<Task.Result>> scheduler;
  private final String folder;
  private final long rowsOfATask;

  /** The files with what was found. */
  private final Map<ViewSql, List<LakeFile>> found = new HashMap<>();

  /**
   * Of the views of a training set.
   *
   * @param folder for what tasks tell each other
   * @param rowsOfATask about so many rows of what is asked are found by one task
   */
  LookupTasks(
      Spine spine,
      TrainingColumns columns,
      ViewCounts counts,
      Function<List<Task>, List<Task.Result>> scheduler,
      String folder,
      long rowsOfATask) {
    this.spine = spine;
    this.columns = columns;
    this.counts = counts;
    this.scheduler = scheduler;
    this.folder = folder;
    this.rowsOfATask = rowsOfATask;
  }

  /** Views that are in parts, those that need others of them after those. */
  List<List<ViewSql>> levels() {
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

  /** Has found what is asked of the views of a level; after those before. */
  void run(List<ViewSql> level) {
    List<Task> tasks = new ArrayList<>();
    for (int part = 0; part < spine.parts().size(); part++) {
      tasks.add(asks(level, part));
    }
    List<Task.Result> asked = scheduler.apply(tasks);
    asked.forEach(counts::add);
    List<Task> finding = new ArrayList<>();
    List<ViewSql> ofTask = new ArrayList<>();
    for (int i = 0; i < level.size(); i++) {
      ViewSql view = level.get(i);
      int place = i;
      List<LakeFile> files = asked.stream().flatMap(of -> of.files().get(place).stream()).toList();
      for (List<LakeFile> some : groups(files, view.view().parts().size())) {
        for (LogPart log : view.view().parts()) {
          finding.add(finds(view, some, log));
          ofTask.add(view);
        }
      }
    }
    level.forEach(view -> found.put(view, new ArrayList<>()));
    List<Task.Result> results = scheduler.apply(finding);
    for (int i = 0; i < results.size(); i++) {
      Objects.requireNonNull(found.get(ofTask.get(i))).addAll(results.get(i).files().get(0));
      counts.add(results.get(i));
    }
  }

  private Task asks(List<ViewSql> views, int part) {
    List<String> statements = new ArrayList<>();
    List<Task.Output> outputs = new ArrayList<>();
    List<String> reports = new ArrayList<>();
    statements.add(columns.values().view(spine.parts().get(part).relation()));
    columns.views().stream()
        .filter(v -> views.stream().anyMatch(w -> w != v && w.withNeeded().contains(v)))
        .forEach(needed -> statements.addAll(statements(needed, part)));
    for (ViewSql view : views) {
      statements.addAll(view.served());
      statements.add(view.ask());
      outputs.add(
          new Task.Output(
              view.askedBy(part),
              WriteTarget.folder(folder + "/" + ASKED),
              WriteOptions.orderedBy(ViewSql.HASH)));
      reports.add(counts.report(view, view.askedCounts()));
    }
    String names = String.join(", ", views.stream().map(v -> v.view().id().toString()).toList());
    return new Task(
        "part %d of %s asks %s".formatted(part + 1, spine.name(), names),
        statements,
        outputs,
        String.join("\nUNION ALL ", reports));
  }

  /** Files of which a part of the log has about as many rows as a task may have. */
  private List<List<LakeFile>> groups(List<LakeFile> files, int logParts) {
    List<List<LakeFile>> groups = new ArrayList<>();
    long rows = 0;
    for (LakeFile file : files) {
      if (groups.isEmpty() || (rows + file.records()) / logParts > rowsOfATask) {
        groups.add(new ArrayList<>());
        rows = 0;
      }
      groups.get(groups.size() - 1).add(file);
      rows += file.records();
    }
    return groups;
  }

  private Task finds(ViewSql view, List<LakeFile> asked, LogPart log) {
    return new Task(
        "%s finds from %s".formatted(view.view().id(), log.least()),
        view.findFor(asked, log),
        List.of(
            new Task.Output(
                view.foundRows(),
                WriteTarget.folder(folder + "/" + FOUND),
                WriteOptions.orderedBy(ViewSql.PART))),
        counts.report(view, view.foundCount()));
  }

  /** What makes the values of a view known in a task for a part of the spine. */
  List<String> statements(ViewSql view, int part) {
    List<String> statements = new ArrayList<>(view.served());
    if (view.isDivided()) {
      statements.add(view.takeFound(Objects.requireNonNull(found.get(view)), part));
    } else {
      statements.addAll(view.lookup());
    }
    return statements;
  }
}
