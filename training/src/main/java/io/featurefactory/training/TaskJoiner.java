package io.featurefactory.training;

import io.featurefactory.compute.LogPart;
import io.featurefactory.compute.Task;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.lake.Exchange;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Joins by tasks, wherever those run. */
public final class TaskJoiner implements Joiner {
  /** Rows of a spine, or of what is asked of a log, that one task takes: as many as of a log. */
  public static final long ROWS_OF_A_TASK = LogPart.ROWS_OF_A_TASK;

  private final TaskScheduler scheduler;
  private final Kernel kernel;
  private final Exchange exchange;
  private int folders;

  /**
   * A joiner.
   *
   * @param kernel of this process
   * @param exchange kept open as long as what comes from this is used
   */
  public TaskJoiner(TaskScheduler scheduler, Kernel kernel, Exchange exchange) {
    this.scheduler = scheduler;
    this.kernel = kernel;
    this.exchange = exchange;
  }

  /**
   * Makes the rows of a training set, where the tasks can read them.
   *
   * @param plan its spine and its logs are where the tasks can read them, too
   */
  public TrainingRows rows(TrainingPlan plan, DoubleConsumer progress) {
    String folder = exchange.location() + "/" + nextFolder();
    return new TrainingTasks(plan, scheduler, kernel, folder, ROWS_OF_A_TASK).rows(progress);
  }

  private String nextFolder() {
    folders++;
    return Integer.toString(folders);
  }

  /**
   * {@inheritDoc}
   *
   * <p>All rows come to this machine, as a file here has to.
   */
  @Override
  public TrainingReport write(
      TrainingPlan plan, Path file, String format, DoubleConsumer progress) {
    TrainingRows rows = rows(plan, progress);
    try (KernelSession session = kernel.session()) {
      rows.write(session, file, format);
    }
    return rows.report();
  }

  @Override
  public Spine select(Spine spine, String where) {
    List<String> selects = new ArrayList<>();
    for (Spine.Part part : spine.parts()) {
      selects.add("SELECT * FROM %s WHERE %s".formatted(part.relation(), where));
    }
    List<LakeFile> files = written("rows of " + spine.name(), selects);
    String relation = files.isEmpty() ? spine.noRows() : relation(files);
    return spine.in(List.of(new Spine.Part(relation, LakeFile.records(files))));
  }

  /**
   * A hash of rows and their numbers: of the same rows it is the same, however they are divided.
   */
  public String hash(TrainingRows rows) {
    List<Task> tasks = new ArrayList<>();
    for (String file : rows.files()) {
      String hash =
          "SELECT bit_xor(hash(*COLUMNS(*)))::VARCHAR AS hash FROM "
              + SqlText.readParquet(List.of(file));
      tasks.add(new Task("hash of rows", List.of(), List.of(), hash));
    }
    BigInteger hash = BigInteger.ZERO;
    for (Task.Result result : scheduler.run(tasks)) {
      hash = hash.xor(new BigInteger(String.valueOf(result.report().get(0).get("hash"))));
    }
    return "%016x".formatted(hash);
  }

  /** What the values of the columns are like, but for how many different ones there are. */
  public List<ColumnFacts> statistics(TrainingRows rows) {
    List<Spine.Column> columns = rows.report().columns();
    List<LakeFile> files =
        written(
            "statistics of rows",
            rows.files().stream()
                .map(file -> ColumnFacts.ofSome(SqlText.readParquet(List.of(file)), columns))
                .toList());
    try (KernelSession session = kernel.session()) {
      return files.isEmpty()
          ? ColumnFacts.of(session, rows.relation(), columns)
          : ColumnFacts.ofAll(session, relation(files), columns);
    }
  }

  /** The files that tasks write, one for each query. */
  private List<LakeFile> written(String name, List<String> selects) {
    WriteTarget target = WriteTarget.folder(exchange.location() + "/" + nextFolder());
    List<Task> tasks = new ArrayList<>();
    for (String select : selects) {
      Task.Output output = new Task.Output(select, target, WriteOptions.defaults());
      tasks.add(new Task(name, List.of(), List.of(output), null));
    }
    return scheduler.run(tasks).stream().flatMap(of -> of.files().get(0).stream()).toList();
  }

  private static String relation(List<LakeFile> files) {
    return SqlText.readParquet(files.stream().map(LakeFile::path).toList());
  }

  /**
   * Brings a spine that is on this machine to where the tasks can read it.
   *
   * @param folder for what is on its way; there
   */
  public Spine put(Spine spine, Path folder) {
    List<Spine.Part> parts = new ArrayList<>();
    try (KernelSession session = kernel.session()) {
      for (long from = 0; from < spine.rows(); from += ROWS_OF_A_TASK) {
        Path file = folder.resolve("part-" + parts.size() + ".parquet");
        long rows =
            session.update(
                "COPY (SELECT * FROM %s WHERE file_row_number >= %d AND file_row_number < %d) TO %s (FORMAT parquet)"
                    .formatted(
                        spine.relation(),
                        from,
                        from + ROWS_OF_A_TASK,
                        SqlText.text(file.toString())));
        String location = exchange.put(file);
        parts.add(new Spine.Part(SqlText.readParquet(List.of(location)), rows));
      }
    }
    return spine.in(parts.isEmpty() ? List.of(new Spine.Part(spine.noRows(), 0)) : parts);
  }
}
