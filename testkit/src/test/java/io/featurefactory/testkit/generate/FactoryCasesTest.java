package io.featurefactory.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation;
import io.featurefactory.model.Window;
import io.featurefactory.testkit.oracle.LogComparison;
import io.featurefactory.testkit.oracle.LogRow;
import io.featurefactory.testkit.oracle.OracleLog;
import io.featurefactory.testkit.oracle.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class FactoryCasesTest {
  private static final List<FactoryCase> CASES = FactoryCases.cases(1, 400).toList();

  @Test
  void ofSeed_sameSeed_sameCaseAndLog() {
    for (FactoryCase one : CASES.subList(0, 20)) {
      FactoryCase again = FactoryCases.ofSeed(one.seed());

      assertThat(again).isEqualTo(one);
      assertThat(again.expectedLog()).isEqualTo(one.expectedLog());
    }
  }

  @Test
  void cases_manySeeds_holdEveryAggregateFunction() {
    Set<AggregateFunction> functions = new HashSet<>();
    for (FactoryCase one : CASES) {
      if (one.view().computation() instanceof Computation.Aggregation aggregation) {
        aggregation.aggregates().stream().map(Aggregate::function).forEach(functions::add);
      }
    }

    assertThat(functions).containsExactlyInAnyOrder(AggregateFunction.values());
  }

  @Test
  void cases_manySeeds_holdEveryShape() {
    assertThat(share(c -> c.view().computation() instanceof Computation.Latest)).isBetween(10, 30);
    assertThat(share(c -> c.sources().size() > 1)).isBetween(20, 60);
    assertThat(share(c -> c.view().keys().size() > 1)).isBetween(40, 80);
    assertThat(share(c -> !c.view().tile().equals(c.view().every()))).isBetween(15, 45);
    assertThat(share(c -> windows(c).stream().anyMatch(Window::lifetime))).isBetween(8, 40);
    assertThat(share(c -> windows(c).stream().anyMatch(w -> !w.offset().isZero())))
        .isBetween(30, 80);
    assertThat(share(FactoryCasesTest::backfilled)).isBetween(50, 80);
    assertThat(share(FactoryCasesTest::backfilledEarlier)).isBetween(10, 50);
  }

  @Test
  void expectedLog_manySeeds_seldomEmptyOrFailed() {
    List<OracleLog> logs = CASES.stream().map(FactoryCase::expectedLog).toList();

    assertThat(logs.stream().filter(log -> log.rows().isEmpty()).count()).isLessThan(40);
    assertThat(logs.stream().filter(log -> log.failure() != null).count()).isBetween(1L, 20L);
    assertThat(logs.stream().mapToInt(log -> log.rows().size()).sum()).isGreaterThan(4_000);
  }

  @Test
  void expectedLog_otherOrderWithinTheBatches_isTheSame() {
    for (FactoryCase one : CASES.subList(0, 100)) {
      List<Step> shuffled = new ArrayList<>();
      for (Step step : one.steps()) {
        shuffled.add(
            step instanceof Step.Import landing
                ? new Step.Import(landing.at(), new Dice(7).shuffled(landing.rows()))
                : step);
      }

      assertThat(one.withSteps(shuffled).expectedLog().rows())
          .as("seed %d", one.seed())
          .isEqualTo(one.expectedLog().rows());
    }
  }

  @Test
  void expectedLog_backfillOrRunsOnTheSameEvents_areTheSame() {
    for (FactoryCase one : CASES.subList(0, 100)) {
      if (one.sources().stream().allMatch(source -> source.landedAt() == null)) {
        List<Run> backfill = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        Instant first = one.runs().get(0).boundary();
        for (int i = 0; i < 10; i++) {
          Instant boundary = first.plus(one.view().every().multipliedBy(i));
          backfill.add(new Run(i, boundary, Run.Kind.BACKFILL, 99));
          runs.add(new Run(i, boundary, Run.Kind.RUN, 99));
        }
        OracleLog inOneGo = one.oracle().log(one.events(), backfill);

        if (inOneGo.failure() == null) {
          assertThat(one.oracle().log(one.events(), runs)).isEqualTo(inOneGo);
        }
      }
    }
  }

  @Test
  void comparison_ofTheExpectedLogWithItself_findsNothing() {
    for (FactoryCase one : CASES.subList(0, 100)) {
      LogComparison comparison = one.comparison();
      List<LogRow> rows = comparison.expected().rows();

      assertThat(comparison.findDifference(rows)).isNull();
      assertThat(comparison.findDifferenceBeyondBound(rows)).isNull();
      if (!rows.isEmpty()) {
        List<LogRow> lessOne = rows.subList(1, rows.size());
        assertThat(comparison.findDifference(lessOne)).contains("actual   no row");
      }
    }
  }

  private static int share(Predicate<FactoryCase> condition) {
    return (int) (CASES.stream().filter(condition).count() * 100 / CASES.size());
  }

  private static List<Window> windows(FactoryCase one) {
    return one.view().computation() instanceof Computation.Aggregation aggregation
        ? aggregation.aggregates().stream().flatMap(a -> a.windows().stream()).toList()
        : List.of();
  }

  private static boolean backfilled(FactoryCase one) {
    return one.runs().get(0).kind() == Run.Kind.BACKFILL;
  }

  private static boolean backfilledEarlier(FactoryCase one) {
    List<Run> runs = one.runs();
    return runs.stream().anyMatch(run -> run.boundary().isBefore(runs.get(0).boundary()));
  }
}
