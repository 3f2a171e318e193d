package io.featurefactory.cli.served;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeField;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.RowAppender;
import io.featurefactory.lake.SnapshotInfo;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.serving.AnswerSink;
import io.featurefactory.serving.ServicePlan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps answers in Iceberg tables ({@code docs/spec/served-log.md}): a batch is one commit, which
 * bears its id. Any number of servers may write to a table. For one thread.
 */
public final class ServedLog implements AnswerSink {
  private static final String BATCH = "ff.served.batch";
  private static final int MOST_TARGETS = 100;
  private static final String ROWS = "served_rows";

  private final Project project;
  private final Map<ServicePlan, Target> targets = new HashMap<>();
  private final ServedLogTidying tidying;

  /** Where answers of a service go. */
  private record Target(ServicePlan plan, ServedColumns columns, LakeTable table) {}

  private ServedLog(Project project) {
    this.project = project;
    this.tidying = new ServedLogTidying(project);
  }

  /** A log of its own warehouse and kernel, which take little of what lookups need. */
  public static ServedLog open(ProjectSettings settings, Clock clock) {
    Project project = new Project(settings.inBackground(), clock);
    try {
      project.warehouse();
      project.kernel();
      return new ServedLog(project);
    } catch (RuntimeException e) {
      project.close();
      throw e;
    }
  }

  @Override
  public void write(Batch batch) {
    if (targets.size() >= MOST_TARGETS) {
      targets.clear(); // each apply makes other plans
    }
    Target target = targets.computeIfAbsent(batch.plan(), this::target);
    LakeTable table = target.table();
    table.refresh();
    if (isWritten(table, batch)) {
      return;
    }
    try (KernelSession session = project.kernel().session()) {
      ServedRows rows = new ServedRows(batch.plan(), target.columns());
      try (RowAppender appender = RowAppender.open(session, ROWS, target.columns().values())) {
        batch.answers().forEach(answer -> rows.append(answer, appender));
      }
      List<LakeFile> files =
          session.write(
              select(target),
              table.target(),
              WriteOptions.orderedBy(
                  target.columns().askedAt(),
                  target.columns().requestId(),
                  target.columns().requestRow()));
      table.commit(Commit.append(files).with(BATCH, batch.id().toString()));
    }
    tidying.committed(table);
  }

  private Target target(ServicePlan plan) {
    ServedColumns columns = new ServedColumns(plan);
    return new Target(plan, columns, ServedTables.open(project.warehouse(), plan, columns));
  }

  /** An attempt before may have succeeded without a word. */
  private static boolean isWritten(LakeTable table, Batch batch) {
    String id = batch.id().toString();
    for (SnapshotInfo snapshot : table.history()) {
      if (id.equals(snapshot.summary().get(BATCH))) {
        return true;
      }
    }
    return false;
  }

  /** The rows with all columns of the table: it may have some of an earlier form of the service. */
  private static String select(Target target) {
    ServedColumns columns = target.columns();
    List<String> selected = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (ColumnSpec column : columns.values()) {
      known.add(column.name());
      selected.add(SqlText.name(column.name()));
    }
    known.add(columns.checksum());
    selected.add(columns.checksumSql() + " AS " + SqlText.name(columns.checksum()));
    for (LakeField column : target.table().columns()) {
      if (!known.contains(column.name())) {
        selected.add("NULL AS " + SqlText.name(column.name()));
      }
    }
    return "SELECT " + String.join(", ", selected) + " FROM " + ROWS;
  }

  @Override
  public void tidy() {
    tidying.tidy();
  }

  @Override
  public void close() {
    project.close();
  }
}
