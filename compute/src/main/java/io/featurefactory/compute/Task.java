package io.featurefactory.compute;

import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.WriteOptions;
import io.featurefactory.lake.WriteTarget;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work for the kernel, as data: SQL, what it reads (named in the SQL) and where it
 * writes.
 *
 * <p>A task may be run again, also while another attempt of it runs: each attempt writes files of
 * its own, and only those that {@link Result} names are ever committed.
 *
 * @param name for logs and messages
 * @param statements run in order, in a session of their own
 * @param outputs written after the statements
 * @param report a query whose rows are handed back; null for none
 */
public record Task(
    String name, List<String> statements, List<Output> outputs, @Nullable String report)
    implements Serializable {
  public Task {
    statements = List.copyOf(statements);
    outputs = List.copyOf(outputs);
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
