package io.featurefactory.testkit.oracle;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sequence of runs leaves behind.
 *
 * @param rows in the order of appending
 * @param failure of the last run that was tried, after which nothing was logged; null if none
 *     failed
 */
public record OracleLog(List<LogRow> rows, @Nullable Failure failure) {
  public OracleLog {
    rows = List.copyOf(rows);
  }

  /**
   * A value that does not fit its type.
   *
   * @param run the first run that cannot succeed
   * @param keys those whose values do not fit, in the runs of one backfill together; the engine
   *     names one of them
   * @param reason of the first key
   */
  public record Failure(Run run, Set<List<Object>> keys, String reason) {
    public Failure {
      keys = Set.copyOf(keys);
    }
  }
}
