package io.featurefactory.cli.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.compute.Progress;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.LedgerRun.Kind;
import io.featurefactory.model.LedgerRun.Step;
import io.featurefactory.model.Published;
import io.featurefactory.model.RunId;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.ViewId;
import io.featurefactory.testkit.control.InMemoryRunLedger;
import io.featurefactory.testkit.control.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunRecordTest {
  private static final ViewId VIEW = new ViewId("by_day", 1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant DAY_1 = Instant.parse("2026-03-01T00:00:00Z");
  private static final List<Instant> DAYS =
      List.of(DAY_1, DAY_1.plus(DAY), DAY_1.plus(DAY.multipliedBy(2)));

  private final TestClock clock = new TestClock();
  private final RunLedger ledger = new InMemoryRunLedger(clock);
  private final RunRecord record = new RunRecord(ledger, clock, VIEW, 1);
  private final RunNumbers numbers = new RunNumbers(ledger, VIEW, DAY);

  private static Progress part(int first, int end) {
    List<Progress.Boundary> logged =
        DAYS.subList(first, end).stream()
            .map(day -> new Progress.Boundary(day, 1 + DAYS.indexOf(day), 5, List.of()))
            .toList();
    return new Progress(logged, null, 100, 0);
  }

  private void published(long run) {
    Instant started = clock.instant();
    clock.advance(Duration.ofSeconds(1));
    Instant day = DAYS.get((int) run - 1);
    record.published(new RunId(VIEW, run), new Published(run, day, started, clock.instant()));
  }

  private List<Duration> took() {
    return ledger.page(new RunLedger.Query(VIEW, 9, null)).runs().stream()
        .sorted(java.util.Comparator.comparing(LedgerRun::boundary))
        .map(LedgerRun::duration)
        .toList();
  }

  @Test
  void runsThatWereComputedTogether_haveTakenTheirTimeOnce() {
    record.planned(Kind.RUN, DAYS, 1);
    clock.advance(Duration.ofSeconds(10));
    record.logged(part(0, 3));
    published(1);
    published(2);
    published(3);

    assertThat(took())
        .containsExactly(Duration.ofSeconds(11), Duration.ofSeconds(1), Duration.ofSeconds(1));
    assertThat(ledger.page(new RunLedger.Query(VIEW, 9, null)).runs())
        .extracting(run -> run.counts().rowsRead())
        .containsExactly(0L, 0L, 100L);
  }

  @Test
  void runsThatWereLoggedOneByOne_beginWhereTheOneBeforeEnded() {
    record.planned(Kind.RUN, DAYS, 1);
    clock.advance(Duration.ofSeconds(3));
    record.logged(part(0, 1));
    clock.advance(Duration.ofSeconds(5));
    record.logged(part(1, 2));
    clock.advance(Duration.ofSeconds(7));
    record.failed(new IllegalStateException("no room"), null);

    assertThat(took())
        .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(7));
    assertThat(ledger.latest())
        .singleElement()
        .satisfies(run -> assertThat(run.current()).isEqualTo(Step.FAILED))
        .satisfies(run -> assertThat(run.boundary()).isEqualTo(DAYS.get(2)));
  }

  @Test
  void attemptOfTheSameBoundaries_keepsItsNumbers() {
    record.planned(Kind.RUN, DAYS, numbers.first(DAY_1, 0));

    assertThat(numbers.first(DAY_1, 0)).isEqualTo(1);
    assertThat(numbers.first(DAYS.get(2), 0)).isEqualTo(3);
    assertThat(numbers.first(DAYS.get(2).plus(DAY), 0)).as("the day after").isEqualTo(4);
    assertThat(numbers.first(DAY_1.minus(DAY), 0)).as("an earlier day").isEqualTo(4);
    assertThat(numbers.first(DAY_1, 7)).as("of a log that went on").isEqualTo(8);
  }

  @Test
  void attemptAfterAnother_doesNotTakeItsNumbers() {
    record.planned(Kind.BACKFILL, DAYS, 1);
    record.planned(Kind.RUN, List.of(DAY_1.plus(DAY.multipliedBy(8))), 4);

    assertThat(numbers.first(DAY_1, 0)).isEqualTo(5);
    assertThat(numbers.first(DAY_1.plus(DAY.multipliedBy(8)), 0)).isEqualTo(4);
  }

  @Test
  void ledgerThatIsOlderThanTheLog_givesNoNumberOfTheLog() {
    record.planned(Kind.BACKFILL, DAYS, 1);

    assertThat(numbers.first(DAY_1, 2)).isEqualTo(4);
    assertThat(numbers.first(DAYS.get(2), 2)).isEqualTo(3);
  }

  @Test
  void logThatBeganAnew_doesNotTakeTheNumbersOfTheOneBefore() {
    record.planned(Kind.RUN, DAYS, 1);
    record.logged(part(0, 3));

    assertThat(numbers.first(DAY_1, 0)).isEqualTo(4);
  }
}
