package io.featurefactory.testkit.oracle;

import io.featurefactory.model.Computation;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The feature log of a view by plain loops: at every boundary the values of every key are computed
 * anew from all events that the run sees, and compared with the key's last row.
 *
 * <p>For views of aggregates and table views; not for {@code sql} views.
 */
public final class Oracle {
  private final FeatureView view;
  private final KeyValues keyValues;
  private final List<@Nullable Object> emptyRow;

  private Oracle(FeatureView view, KeyValues keyValues) {
    this.view = view;
    this.keyValues = keyValues;
    this.emptyRow = keyValues.emptyRow();
  }

  /**
   * The oracle of a view.
   *
   * @param sources all that the view names; others are ignored
   */
  public static Oracle of(FeatureView view, List<Source> sources) {
    if (view.computation() instanceof Computation.Aggregation aggregation) {
      return new Oracle(view, new AggregatedValues(view, aggregation, sources));
    }
    if (view.computation() instanceof Computation.Latest latest) {
      return new Oracle(view, new LatestValues(view, latest, sources));
    }
    throw new IllegalArgumentException(
        view.id() + " is a sql view (expected: aggregates or a table view)");
  }

  /**
   * The log that the runs leave.
   *
   * @param events in any order, of all batches
   * @param runs in the order of execution; those of one backfill are neighbours, their boundaries
   *     increase
   */
  public OracleLog log(List<Event> events, List<Run> runs) {
    List<LogRow> log = new ArrayList<>();
    Map<List<Object>, List<@Nullable Object>> state = new TreeMap<>(ValueOrder.VALUES);
    Instant firstBoundary = null;
    for (List<Run> together : atOnce(runs)) {
      boolean earlier = firstBoundary != null && together.get(0).boundary().isBefore(firstBoundary);
      Map<List<Object>, List<@Nullable Object>> last =
          earlier ? new TreeMap<>(ValueOrder.VALUES) : state;
      Attempt attempt = new Attempt();
      for (Run run : together) {
        appendChanges(events, run, last, attempt);
      }
      if (attempt.failedRun != null) {
        return new OracleLog(
            log, new OracleLog.Failure(attempt.failedRun, attempt.keys, attempt.reason));
      }
      log.addAll(attempt.rows);
      if (earlier) {
        log.addAll(seam(log, last, first(runs, firstBoundary)));
      }
      if (firstBoundary == null || earlier) {
        firstBoundary = together.get(0).boundary();
      }
    }
    return new OracleLog(log, null);
  }

  /**
   * The values of a key that training and serving see at a time.
   *
   * @param log rows of the view, in any order
   * @param published all boundaries of the log, in any order
   */
  public List<@Nullable Object> asOf(
      List<LogRow> log, List<PublishedBoundary> published, List<Object> key, Instant time) {
    Instant newest = null;
    for (PublishedBoundary one : published) {
      if (!one.finished().isAfter(time) && (newest == null || one.boundary().isAfter(newest))) {
        newest = one.boundary();
      }
    }
    LogRow last = null;
    for (LogRow row : log) {
      if (newest != null
          && row.key().equals(key)
          && !row.featureTime().isAfter(newest)
          && (last == null || row.featureTime().isAfter(last.featureTime()))) {
        last = row;
      }
    }
    return last == null ? emptyRow : last.values();
  }

  /**
   * The values of each key at an instant, boundary or not, from all events that a run sees.
   *
   * @param run says what had landed
   */
  public Map<List<Object>, List<@Nullable Object>> valuesAt(
      List<Event> events, Run run, Instant time) {
    Map<List<Object>, List<@Nullable Object>> values = new TreeMap<>(ValueOrder.VALUES);
    keyValues
        .eventsByKey(events, run)
        .forEach((key, own) -> values.put(key, keyValues.at(time, own)));
    return values;
  }

  KeyValues keyValues() {
    return keyValues;
  }

  /** The values of a key that was never seen. */
  public List<@Nullable Object> emptyRow() {
    return Collections.unmodifiableList(emptyRow);
  }

  /** What the runs that are logged together would log, and why they fail. */
  private static final class Attempt {
    private final List<LogRow> rows = new ArrayList<>();
    private final Set<List<Object>> keys = new LinkedHashSet<>();
    private @Nullable Run failedRun;
    private String reason = "";
  }

  /** Each run by itself; the runs of a backfill together. */
  private List<List<Run>> atOnce(List<Run> runs) {
    List<List<Run>> groups = new ArrayList<>();
    Run before = null;
    for (Run run : runs) {
      boolean sameBackfill =
          before != null
              && before.kind() == Run.Kind.BACKFILL
              && run.kind() == Run.Kind.BACKFILL
              && before.boundary().plus(view.every()).equals(run.boundary());
      if (!sameBackfill) {
        groups.add(new ArrayList<>());
      }
      groups.get(groups.size() - 1).add(run);
      before = run;
    }
    return groups;
  }

  private void appendChanges(
      List<Event> events,
      Run run,
      Map<List<Object>, List<@Nullable Object>> last,
      Attempt attempt) {
    Map<List<Object>, List<Event>> seen = keyValues.eventsByKey(events, run);
    Set<List<Object>> keys = new TreeSet<>(ValueOrder.VALUES);
    keys.addAll(seen.keySet());
    keys.addAll(last.keySet());
    for (List<Object> key : keys) {
      try {
        List<@Nullable Object> values =
            keyValues.at(run.boundary(), seen.getOrDefault(key, List.of()));
        if (!ValueOrder.VALUES.same(values, last.getOrDefault(key, emptyRow))) {
          attempt.rows.add(new LogRow(key, run.boundary(), run.number(), values));
          last.put(key, values);
        }
      } catch (ArithmeticException | FactoryException e) {
        if (attempt.failedRun == null) {
          attempt.failedRun = run;
          attempt.reason = String.valueOf(e.getMessage());
        }
        attempt.keys.add(key);
      }
    }
  }

  /** An empty row for each key that the backfill left with values and that has none at the seam. */
  private List<LogRow> seam(
      List<LogRow> log, Map<List<Object>, List<@Nullable Object>> last, Run first) {
    Set<List<Object>> served = new TreeSet<>(ValueOrder.VALUES);
    for (LogRow row : log) {
      if (row.featureTime().equals(first.boundary())) {
        served.add(row.key());
      }
    }
    List<LogRow> rows = new ArrayList<>();
    for (Map.Entry<List<Object>, List<@Nullable Object>> entry : last.entrySet()) {
      boolean leftEmpty = ValueOrder.VALUES.same(entry.getValue(), emptyRow);
      if (!leftEmpty && !served.contains(entry.getKey())) {
        rows.add(new LogRow(entry.getKey(), first.boundary(), first.number(), emptyRow));
      }
    }
    return rows;
  }

  private static Run first(List<Run> runs, @Nullable Instant boundary) {
    return runs.stream().filter(r -> r.boundary().equals(boundary)).findFirst().orElseThrow();
  }
}
