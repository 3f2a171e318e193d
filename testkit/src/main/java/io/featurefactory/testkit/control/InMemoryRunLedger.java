package io.featurefactory.testkit.control;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.LedgerRun.CheckResult;
import io.featurefactory.model.LedgerRun.StepReport;
import io.featurefactory.model.RunId;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run ledger that lives as long as its object. */
public final class InMemoryRunLedger implements RunLedger {
  private static final Comparator<RunId> BY_ID =
      Comparator.comparing(RunId::view).thenComparingLong(RunId::number);
  private static final Comparator<Position> NEWEST_FIRST =
      Comparator.comparing(Position::startedAt).thenComparing(Position::run, BY_ID).reversed();

  private final Clock clock;
  private final Map<ViewId, Long> numbers = new HashMap<>();
  private final Map<RunId, LedgerRun> runs = new TreeMap<>(BY_ID);

  public InMemoryRunLedger(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized long next(ViewId view, long above) {
    return Math.max(above, numbers.getOrDefault(view, 0L)) + 1;
  }

  @Override
  public synchronized LedgerRun open(
      RunId run, LedgerRun.Kind kind, Instant firstBoundary, Instant boundary, long epoch) {
    if (runs.containsKey(run)) {
      require(run, epoch);
    }
    LedgerRun opened =
        new LedgerRun(
            run,
            kind,
            firstBoundary,
            boundary,
            epoch,
            clock.instant(),
            LedgerRun.Step.PLANNED,
            List.of(),
            List.of());
    runs.put(run, opened);
    numbers.merge(run.view(), run.number(), Math::max);
    return opened;
  }

  @Override
  public synchronized void report(RunId run, long epoch, StepReport report) {
    LedgerRun before = require(run, epoch);
    List<StepReport> steps = new ArrayList<>(before.steps());
    steps.removeIf(step -> step.step() == report.step());
    steps.add(report);
    steps.sort(Comparator.comparing(StepReport::step));
    runs.put(run, with(before, epoch, report.step(), steps, before.checks()));
  }

  @Override
  public synchronized void checks(RunId run, long epoch, List<CheckResult> results) {
    LedgerRun before = require(run, epoch);
    runs.put(run, with(before, before.epoch(), before.current(), before.steps(), results));
  }

  @Override
  public synchronized void withdraw(RunId run, long epoch) {
    if (runs.containsKey(run)) {
      require(run, epoch);
      runs.remove(run);
    }
  }

  private LedgerRun require(RunId run, long epoch) {
    LedgerRun known = runs.get(run);
    if (known == null) {
      throw new FactoryException(FactoryException.Kind.INTERNAL, run + " was never opened");
    }
    if (known.epoch() > epoch) {
      throw new FactoryException(
          FactoryException.Kind.EXTERNAL,
          "%s: epoch %d (expected: at least %d)".formatted(run, epoch, known.epoch()));
    }
    return known;
  }

  private static LedgerRun with(
      LedgerRun run,
      long epoch,
      LedgerRun.Step current,
      List<StepReport> steps,
      List<CheckResult> checks) {
    return new LedgerRun(
        run.id(),
        run.kind(),
        run.firstBoundary(),
        run.boundary(),
        epoch,
        run.startedAt(),
        current,
        steps,
        checks);
  }

  @Override
  public synchronized @Nullable LedgerRun find(RunId run) {
    return runs.get(run);
  }

  @Override
  public synchronized @Nullable LedgerRun findLast(ViewId view) {
    return runs.values().stream()
        .filter(run -> run.id().view().equals(view))
        .reduce((before, run) -> run)
        .orElse(null);
  }

  @Override
  public synchronized List<LedgerRun> latest() {
    Map<ViewId, LedgerRun> latest = new TreeMap<>();
    for (LedgerRun run : runs.values()) {
      latest.merge(
          run.id().view(),
          run,
          (before, next) -> before.boundary().isAfter(next.boundary()) ? before : next);
    }
    return List.copyOf(latest.values());
  }

  @Override
  public synchronized List<LedgerRun> blocked() {
    return runs.values().stream()
        .filter(run -> run.current() == LedgerRun.Step.BLOCKED)
        .filter(run -> runs.values().stream().noneMatch(later -> follows(later, run)))
        .toList();
  }

  private static boolean follows(LedgerRun later, LedgerRun run) {
    return later.id().view().equals(run.id().view())
        && later.id().number() > run.id().number()
        && (covers(later, run.boundary())
            || (later.kind() == LedgerRun.Kind.BACKFILL && run.kind() == LedgerRun.Kind.BACKFILL));
  }

  private static boolean covers(LedgerRun run, Instant boundary) {
    return !run.firstBoundary().isAfter(boundary) && !run.boundary().isBefore(boundary);
  }

  @Override
  public synchronized Page page(Query query) {
    ViewId view = query.view();
    Position after = query.after();
    List<LedgerRun> rest =
        runs.values().stream()
            .filter(run -> view == null || run.id().view().equals(view))
            .filter(run -> after == null || NEWEST_FIRST.compare(position(run), after) > 0)
            .sorted(Comparator.comparing(InMemoryRunLedger::position, NEWEST_FIRST))
            .toList();
    return rest.size() <= query.limit()
        ? new Page(rest, null)
        : new Page(rest.subList(0, query.limit()), position(rest.get(query.limit() - 1)));
  }

  private static Position position(LedgerRun run) {
    return new Position(run.startedAt(), run.id());
  }
}
