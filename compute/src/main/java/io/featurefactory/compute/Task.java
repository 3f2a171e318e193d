package io.featurefactory.compute;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SQL, what it reads (named in the SQL) and where it writes. Each attempt writes files of its own,
 * and only those that {@link Result} names are ever committed.
 *
 * @param name for logs and messages
 * @param statements run in order, in a session of their own
 * @param outputs written after the statements
 * @param report a query whose rows are handed back; null for none
 */
public record Task(
    String name, List<String> statements, List<Output> outputs, @Nullable String report)
    implements KernelTask<Task.Result> {
  public Task {
    statements = List.copyOf(statements);
    outputs = List.copyOf(outputs);
  }

  @Override
  public Result run(KernelSession session) {
    statements.forEach(session::execute);
    List<List<LakeFile>> files = new ArrayList<>();
    for (Output output : outputs) {
      files.add(session.write(output.select(), output.target(), output.options()));
    }
    return new Result(files, report == null ? List.of() : session.query(report, ReportRows::read));
  }

  /** Rows to be written as files of a table. */
  public record Output(String select, WriteTarget target, WriteOptions options)
      implements Serializable {}

  /**
   * What a successful attempt left.
   *
   * @param files for each output in order
   * @param report rows, each from column name to value
   */
  public record Result(List<List<LakeFile>> files, List<Map<String, @Nullable Object>> report)
      implements Serializable {
    public Result {
      files = List.copyOf(files);
      report = List.copyOf(report);
    }
  }
}
