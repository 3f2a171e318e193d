package io.featurefactory.training;

import io.featurefactory.compute.Task;
import io.featurefactory.compute.TaskScheduler;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has to be known of a spine before it is joined, by a task for each of its parts. */
final class SpineTasks implements SpineTimes {
  /** Into so many pieces a range of time is divided at once. */
  private static final long PIECES = 4_096;

  private final Spine spine;
  private final SpineValues values;
  private final TaskScheduler scheduler;

  /** How many rows have a time, and the least and the greatest in microseconds. */
  private record Times(long rows, long least, long greatest) {}

  private @Nullable Times times;

  SpineTasks(Spine spine, SpineValues values, TaskScheduler scheduler) {
    this.spine = spine;
    this.values = values;
    this.scheduler = scheduler;
  }

  /** Fails with the first value that is none of the type that is wanted. */
  void refuseMisfits() {
    if (values.misfits("").isEmpty()) {
      return;
    }
    List<Task> tasks = new ArrayList<>();
    for (Spine.Part part : spine.parts()) {
      List<String> selects = new ArrayList<>();
      for (String misfits : values.misfits(part.relation())) {
        selects.add(
            "SELECT %d AS place, * FROM (%s) AS m(number, found, name, type)"
                .formatted(selects.size(), misfits));
      }
      tasks.add(task(List.of(), String.join("\nUNION ALL ", selects)));
    }
    report(tasks).stream()
        .min(Comparator.comparing(SpineTasks::place).thenComparing(row -> whole(row, "number")))
        .ifPresent(
            row -> {
              throw TrainingErrors.misfit(
                  spine,
                  whole(row, "number"),
                  String.valueOf(row.get("found")),
                  String.valueOf(row.get("name")),
                  String.valueOf(row.get("type")));
            });
  }

  private static long place(Map<String, @Nullable Object> row) {
    return whole(row, "place");
  }

  /** Counts rows without a time; one that never comes, or never was, is an error. */
  long withoutTime() {
    long without = 0;
    long with = 0;
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (Map<String, @Nullable Object> row :
        ofRows(
            """
            SELECT count(*) - count(__at) AS without, count(__at) AS with_time,
              min(__row) FILTER (WHERE isinf(__at)) AS endless,
              epoch_us(min(__at) FILTER (WHERE NOT isinf(__at))) AS least,
              epoch_us(max(__at) FILTER (WHERE NOT isinf(__at))) AS greatest
            FROM spine""")) {
      if (row.get("endless") instanceof Long endless) {
        throw TrainingErrors.endlessTime(spine, endless);
      }
      without += whole(row, "without");
      with += whole(row, "with_time");
      if (row.get("least") != null) {
        least = Math.min(least, whole(row, "least"));
        greatest = Math.max(greatest, whole(row, "greatest"));
      }
    }
    times = new Times(with, least, greatest);
    return without;
  }

  /**
   * {@inheritDoc}
   *
   * <p>By counting how many rows are in each piece of a range of time, and again in the piece that
   * holds the quantile, until it is a microsecond long. After {@link #withoutTime}.
   */
  @Override
  public @Nullable Instant firstBehind(BigDecimal share) {
    Times all = Objects.requireNonNull(times);
    if (all.rows() == 0) {
      return null;
    }
    long from = all.least();
    long until = all.greatest();
    long before = 0;
    long rank = rank(share, all.rows());
    while (from < until) {
      long width = (until - from) / PIECES + 1;
      long piece = 0;
      for (Map.Entry<Long, Long> count : counts(from, until, width).entrySet()) {
        piece = count.getKey();
        if (before + count.getValue() > rank) {
          break;
        }
        before += count.getValue();
      }
      from += piece * width;
      until = Math.min(until, from + width - 1);
    }
    return leastBehind(from);
  }

  /** Of the quantile among the rows in the order of their times, from 0; as DuckDB's is. */
  private static long rank(BigDecimal share, long rows) {
    BigDecimal all = BigDecimal.valueOf(rows);
    long behind = all.subtract(all.multiply(share)).toBigInteger().longValueExact();
    return Math.max(1, rows - behind) - 1;
  }

  private Map<Long, Long> counts(long from, long until, long width) {
    Map<Long, Long> counts = new TreeMap<>();
    String select =
        """
        SELECT (epoch_us(__at) - %1$d) // %3$d AS piece, count(*) AS counted FROM spine
        WHERE epoch_us(__at) BETWEEN %1$d AND %2$d GROUP BY piece"""
            .formatted(from, until, width);
    ofRows(select)
        .forEach(row -> counts.merge(whole(row, "piece"), whole(row, "counted"), Long::sum));
    return counts;
  }

  private @Nullable Instant leastBehind(long micros) {
    String select = "SELECT min(__at) AS at FROM spine WHERE epoch_us(__at) > " + micros;
    return ofRows(select).stream()
        .map(row -> row.get("at"))
        .filter(Instant.class::isInstance)
        .map(Instant.class::cast)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The rows of a query over each part as {@code spine}. */
  private List<Map<String, @Nullable Object>> ofRows(String select) {
    return report(
        spine.parts().stream()
            .map(part -> task(List.of(values.view(part.relation())), select))
            .toList());
  }

  private Task task(List<String> statements, String report) {
    return new Task("rows of " + spine.name(), statements, List.of(), report);
  }

  private List<Map<String, @Nullable Object>> report(List<Task> tasks) {
    return scheduler.run(tasks).stream().flatMap(result -> result.report().stream()).toList();
  }

  static long whole(Map<String, @Nullable Object> row, String column) {
    return ((Number) Objects.requireNonNull(row.get(column))).longValue();
  }
}
