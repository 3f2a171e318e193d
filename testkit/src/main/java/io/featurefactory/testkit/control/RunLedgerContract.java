package io.featurefactory.testkit.control;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.LedgerRun.CheckResult;
import io.featurefactory.model.LedgerRun.Counts;
import io.featurefactory.model.LedgerRun.Kind;
import io.featurefactory.model.LedgerRun.Step;
import io.featurefactory.model.LedgerRun.StepReport;
import io.featurefactory.model.RunId;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.RunLedger.Page;
import io.featurefactory.model.RunLedger.Query;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link RunLedger} does. */
public abstract class RunLedgerContract {
  private static final ViewId VIEW = new ViewId("ad_trend", 1);
  private static final ViewId OTHER = new ViewId("seller_quality", 2);
  private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The clock that the ledger sees. */
  protected final TestClock clock = new TestClock();

  private RunLedger ledger = new InMemoryRunLedger(clock);

  /** A new, empty ledger that takes the time from {@link #clock}. */
  protected abstract RunLedger create();

  @BeforeEach
  final void open() {
    ledger = create();
  }

  private static RunId run(long number) {
    return new RunId(VIEW, number);
  }

  private LedgerRun opened(RunId run, Instant boundary) {
    return ledger.open(run, Kind.RUN, boundary, boundary, 1);
  }

  private StepReport finished(Step step, Counts counts) {
    Instant started = clock.instant();
    clock.advance(SECOND);
    return new StepReport(step, started, clock.instant(), counts, null);
  }

  @Test
  final void next_isAboveWhatWasHandedOutForTheView() {
    assertThat(ledger.next(VIEW, 0)).isEqualTo(1);
    assertThat(ledger.next(VIEW, 0)).as("asking hands out nothing").isEqualTo(1);

    opened(run(3), DAY);
    opened(run(2), DAY);

    assertThat(ledger.next(VIEW, 0)).isEqualTo(4);
    assertThat(ledger.next(OTHER, 0)).isEqualTo(1);
  }

  @Test
  final void next_goesOnAboveWhatTheTablesHave() {
    opened(run(3), DAY);

    assertThat(ledger.next(VIEW, 2)).isEqualTo(4);
    assertThat(ledger.next(VIEW, 40)).isEqualTo(41);
  }

  @Test
  final void open_byManyThreads_handsOutTheGreatestNumber() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> work = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int thread = i;
      work.add(
          threads.submit(
              () -> {
                for (int n = 0; n < 25; n++) {
                  opened(run(1 + thread + 4 * n), DAY);
                }
              }));
    }
    for (Future<?> task : work) {
      task.get();
    }
    threads.shutdown();

    assertThat(ledger.next(VIEW, 0)).isEqualTo(101);
    assertThat(walk(VIEW, 30)).hasSize(100);
  }

  @Test
  final void open_new_isPlanned() {
    LedgerRun run = ledger.open(run(7), Kind.BACKFILL, DAY.minus(Duration.ofDays(3)), DAY, 5);

    assertThat(run)
        .isEqualTo(
            new LedgerRun(
                run(7),
                Kind.BACKFILL,
                DAY.minus(Duration.ofDays(3)),
                DAY,
                5,
                TestClock.START,
                Step.PLANNED,
                List.of(),
                List.of()));
    assertThat(ledger.find(run(7))).isEqualTo(run);
    assertThat(run.report()).isNull();
    assertThat(run.duration()).isNull();
    assertThat(ledger.find(run(8))).isNull();
  }

  @Test
  final void open_again_beginsAnew() {
    opened(run(1), DAY);
    ledger.report(run(1), 1, finished(Step.BLOCKED, new Counts(7, 0, 0, 0)));
    ledger.checks(run(1), 1, List.of(new CheckResult("a", false, "broken")));
    clock.advance(SECOND);
    Instant now = clock.instant();

    LedgerRun again = ledger.open(run(1), Kind.BACKFILL, DAY.minus(SECOND), DAY, 2);

    assertThat(again)
        .isEqualTo(
            new LedgerRun(
                run(1),
                Kind.BACKFILL,
                DAY.minus(SECOND),
                DAY,
                2,
                now,
                Step.PLANNED,
                List.of(),
                List.of()));
    assertThat(ledger.find(run(1))).isEqualTo(again);
  }

  @Test
  final void withdraw_removesTheRunAndKeepsItsNumber() {
    opened(run(1), DAY);
    opened(run(2), DAY);
    ledger.report(run(2), 1, finished(Step.TILED, Counts.NONE));

    ledger.withdraw(run(2), 1);
    ledger.withdraw(run(9), 1);

    assertThat(ledger.find(run(2))).isNull();
    assertThat(walk(VIEW, 9)).containsExactly(run(1));
    assertThat(ledger.next(VIEW, 0)).isEqualTo(3);
    assertThat(opened(run(2), DAY).steps()).isEmpty();
  }

  @Test
  final void report_stepsInTurn_addUp() {
    opened(run(1), DAY);
    ledger.report(run(1), 1, finished(Step.TILED, new Counts(1000, 0, 0, 64)));
    ledger.report(run(1), 1, finished(Step.LOGGED, new Counts(0, 50, 20, 32)));

    LedgerRun run = requireNonNull(ledger.find(run(1)));

    assertThat(run.current()).isEqualTo(Step.LOGGED);
    assertThat(run.counts()).isEqualTo(new Counts(1000, 50, 20, 96));
    assertThat(run.duration()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  final void duration_countsWhatStepsShareOnceAndNoWaiting() {
    opened(run(1), DAY);
    clock.advance(SECOND);
    Instant start = clock.instant();
    Instant logged = start.plusSeconds(4);
    ledger.report(run(1), 1, new StepReport(Step.TILED, start, logged, Counts.NONE, null));
    ledger.report(
        run(1), 1, new StepReport(Step.LOGGED, start.plusSeconds(1), logged, Counts.NONE, null));
    Instant later = logged.plus(Duration.ofDays(1));
    ledger.report(
        run(1), 1, new StepReport(Step.PUBLISHED, later, later.plusSeconds(2), Counts.NONE, null));

    assertThat(requireNonNull(ledger.find(run(1))).duration()).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  final void report_again_replacesTheStep() {
    opened(run(1), DAY);
    ledger.report(
        run(1), 1, new StepReport(Step.TILED, DAY, null, Counts.NONE, "reading clickstream"));
    StepReport done = finished(Step.TILED, new Counts(9, 0, 0, 0));

    ledger.report(run(1), 1, done);

    assertThat(ledger.find(run(1)))
        .extracting(LedgerRun::steps, InstanceOfAssertFactories.LIST)
        .containsExactly(done);
  }

  @Test
  final void report_unfinished_hasNoDuration() {
    opened(run(1), DAY);
    ledger.report(run(1), 1, new StepReport(Step.TILED, DAY, null, Counts.NONE, "müde"));

    LedgerRun run = requireNonNull(ledger.find(run(1)));

    assertThat(run.duration()).isNull();
    assertThat(requireNonNull(run.report()).message()).isEqualTo("müde");
  }

  @Test
  final void report_afterATakeover_isRefusedAndChangesNothing() {
    opened(run(1), DAY);
    LedgerRun taken = ledger.open(run(1), Kind.RUN, DAY, DAY, 8);
    List<CheckResult> checks = List.of(new CheckResult("clicks >= 0", true, "100 rows"));

    assertRefused(
        () -> ledger.report(run(1), 7, finished(Step.LOGGED, Counts.NONE)), "epoch 7", "8");
    assertRefused(() -> ledger.checks(run(1), 7, checks), "epoch 7", "8");
    assertRefused(() -> opened(run(1), DAY), "epoch 1", "8");
    assertRefused(() -> ledger.withdraw(run(1), 7), "epoch 7", "8");

    assertThat(ledger.find(run(1))).isEqualTo(taken);
  }

  private static void assertRefused(Runnable call, String... parts) {
    assertThatThrownBy(call::run)
        .isInstanceOf(FactoryException.class)
        .hasMessageContainingAll(parts)
        .extracting(e -> ((FactoryException) e).kind())
        .isEqualTo(FactoryException.Kind.EXTERNAL);
  }

  @Test
  final void report_neverOpened_isRefused() {
    assertThatThrownBy(() -> ledger.report(run(3), 1, finished(Step.TILED, Counts.NONE)))
        .isInstanceOf(FactoryException.class)
        .hasMessageContaining("run 3 of ad_trend v1");
  }

  @Test
  final void checks_again_replaces() {
    opened(run(1), DAY);
    ledger.checks(
        run(1), 1, List.of(new CheckResult("a", true, ""), new CheckResult("b", true, "")));
    List<CheckResult> results =
        List.of(
            new CheckResult("ctr between 0 and 1", false, "3 of 100 rows, first: ad 'x'"),
            new CheckResult("a", true, "ok"));

    ledger.checks(run(1), 1, results);

    assertThat(ledger.find(run(1)))
        .extracting(LedgerRun::checks, InstanceOfAssertFactories.LIST)
        .isEqualTo(results);
  }

  @Test
  final void findLast_isTheGreatestNumberOfTheView() {
    assertThat(ledger.findLast(VIEW)).isNull();

    opened(new RunId(OTHER, 20), DAY);
    LedgerRun last = opened(run(10), DAY);
    opened(run(9), DAY.plusSeconds(1));

    assertThat(ledger.findLast(VIEW)).isEqualTo(last);
  }

  @Test
  final void latest_isTheGreatestBoundaryOfEachView() {
    opened(new RunId(OTHER, 1), DAY);
    LedgerRun other = opened(new RunId(OTHER, 10), DAY);
    clock.advance(SECOND);
    LedgerRun latest = opened(run(2), DAY.plusSeconds(1));
    ledger.open(run(3), Kind.BACKFILL, DAY.minusSeconds(1), DAY, 1);

    assertThat(ledger.latest()).containsExactly(latest, other);
  }

  @Test
  final void blocked_isWhatWaits() {
    blockedRun(run(1), DAY);
    blockedRun(run(2), DAY.plusSeconds(60));
    blockedRun(new RunId(OTHER, 1), DAY);
    opened(new RunId(OTHER, 2), DAY);
    opened(run(3), DAY.plusSeconds(60));

    assertThat(ledger.blocked()).extracting(LedgerRun::id).containsExactly(run(1));

    ledger.report(run(1), 1, finished(Step.PUBLISHED, Counts.NONE));

    assertThat(ledger.blocked()).isEmpty();
  }

  @Test
  final void blocked_coveredByALaterBackfill_doesNotWait() {
    blockedRun(run(1), DAY);
    ledger.open(run(2), Kind.BACKFILL, DAY.minusSeconds(60), DAY.plusSeconds(60), 1);

    assertThat(ledger.blocked()).isEmpty();
  }

  @Test
  final void blocked_backfill_waitsUntilAnotherBackfill() {
    ledger.open(run(5), Kind.BACKFILL, DAY, DAY.plusSeconds(60), 1);
    ledger.report(run(5), 1, finished(Step.BLOCKED, Counts.NONE));
    opened(run(8), DAY.plusSeconds(300));

    assertThat(ledger.blocked()).extracting(LedgerRun::id).containsExactly(run(5));

    ledger.open(run(10), Kind.BACKFILL, DAY.plusSeconds(120), DAY.plusSeconds(240), 1);

    assertThat(ledger.blocked()).isEmpty();
  }

  private void blockedRun(RunId run, Instant boundary) {
    opened(run, boundary);
    ledger.report(run, 1, finished(Step.BLOCKED, Counts.NONE));
  }

  @Test
  final void page_walksFromTheNewestToTheOldest() {
    for (int i = 1; i <= 5; i++) {
      opened(run(i), DAY.plusSeconds(i));
      opened(new RunId(OTHER, i), DAY);
      if (i % 2 == 0) {
        clock.advance(SECOND);
      }
    }

    List<RunId> walked = walk(null, 3);

    assertThat(walked)
        .containsExactly(
            new RunId(OTHER, 5),
            run(5),
            new RunId(OTHER, 4),
            new RunId(OTHER, 3),
            run(4),
            run(3),
            new RunId(OTHER, 2),
            new RunId(OTHER, 1),
            run(2),
            run(1));
    assertThat(walk(null, 10)).isEqualTo(walked);
    assertThat(walk(VIEW, 2)).containsExactly(run(5), run(4), run(3), run(2), run(1));
    assertThat(walk(new ViewId("ad_trend", 2), 2)).isEmpty();
  }

  @Test
  final void page_holdsStepsAndChecks() {
    opened(run(1), DAY);
    ledger.report(run(1), 1, finished(Step.TILED, Counts.NONE));
    ledger.checks(run(1), 1, List.of(new CheckResult("a", true, "")));

    assertThat(ledger.page(new Query(null, 1, null)).runs())
        .singleElement()
        .isEqualTo(ledger.find(run(1)));
  }

  private List<RunId> walk(@Nullable ViewId view, int limit) {
    List<RunId> walked = new ArrayList<>();
    Page page = ledger.page(new Query(view, limit, null));
    page.runs().forEach(run -> walked.add(run.id()));
    while (page.next() != null) {
      assertThat(page.runs()).hasSize(limit);
      page = ledger.page(new Query(view, limit, page.next()));
      page.runs().forEach(run -> walked.add(run.id()));
    }
    return walked;
  }
}
