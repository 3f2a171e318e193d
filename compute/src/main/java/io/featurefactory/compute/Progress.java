package io.featurefactory.compute;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run or a backfill did.
 *
 * @param logged boundaries that are now in the log, in order
 * @param blocked the boundary that broke a check and was not logged; null if none did
 * @param events rows of the sources that were read
 * @param withoutKey rows of the results of an sql view that took no part, as a key is NULL; 0 for
 *     other kinds of view
 */
public record Progress(
    List<Boundary> logged, @Nullable Boundary blocked, long events, long withoutKey) {
  public Progress {
    logged = List.copyOf(logged);
  }

  /**
   * A computed boundary.
   *
   * @param run its number
   * @param changed rows that differ from the boundary before
   */
  public record Boundary(Instant boundary, long run, long changed, List<CheckOutcome> checks) {
    public Boundary {
      checks = List.copyOf(checks);
    }

    /** True if no check was broken. */
    public boolean passed() {
      return checks.stream().allMatch(CheckOutcome::passed);
    }
  }

  /**
   * The outcome of one check.
   *
   * @param evidence what was found, for people
   */
  public record CheckOutcome(String check, boolean passed, String evidence) {}

  /** Rows that entered the log. */
  public long changed() {
    return logged.stream().mapToLong(Boundary::changed).sum();
  }

  Progress nothingLogged() {
    return new Progress(List.of(), blocked, events, withoutKey);
  }

  Progress withoutKey(long rows) {
    return new Progress(logged, blocked, events, rows);
  }

  static Progress joined(List<Progress> parts) {
    List<Boundary> logged = new ArrayList<>();
    parts.forEach(p -> logged.addAll(p.logged()));
    Progress last = parts.get(parts.size() - 1);
    return new Progress(logged, last.blocked(), parts.get(0).events(), 0);
  }
}
