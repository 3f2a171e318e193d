package io.featurefactory.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Window;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CaseReductionTest {

  @Test
  void smallest_failureNeedsTwoRowsAndARun_nothingElseIsLeft() {
    FactoryCase big =
        FactoryCases.cases(5, 100)
            .filter(c -> c.view().computation() instanceof Computation.Latest)
            .filter(c -> c.sources().get(0).eventId() != null && fails(c))
            .findFirst()
            .orElseThrow();

    FactoryCase small = CaseReduction.smallest(big, CaseReductionTest::fails, 2_000);

    assertThat(fails(small)).isTrue();
    assertThat(rows(small)).hasSize(2);
    assertThat(small.steps().stream().filter(Step.RunDue.class::isInstance)).hasSize(1);
    assertThat(small.view().features()).hasSize(1);
    assertThat(small.sources().get(0).columns().size())
        .isLessThan(big.sources().get(0).columns().size());
    assertThat(small.seed()).isZero();
  }

  @Test
  void smallest_failureNeedsOneAggregate_itsWindowIsLeftAlone() {
    Predicate<FactoryCase> sums = CaseReductionTest::hasFeatureOfSum;
    FactoryCase big =
        FactoryCases.cases(6, 200)
            .filter(sums.and(c -> c.sources().size() > 1 && c.view().features().size() > 4))
            .findFirst()
            .orElseThrow();

    FactoryCase small = CaseReduction.smallest(big, sums, 2_000);

    Computation.Aggregation aggregation = (Computation.Aggregation) small.view().computation();
    assertThat(aggregation.aggregates()).hasSize(1);
    assertThat(aggregation.aggregates().get(0).windows()).hasSize(1);
    assertThat(small.sources()).hasSize(1);
    assertThat(rows(small)).isEmpty();
    assertThat(small.expectedLog().rows()).isEmpty();
  }

  @Test
  void smallest_noTriesLeft_isTheCaseItself() {
    FactoryCase big = FactoryCases.ofSeed(1);

    FactoryCase same = CaseReduction.smallest(big, c -> true, 0);

    assertThat(same.steps()).isEqualTo(big.steps());
    assertThat(same.view()).isEqualTo(big.view());
  }

  /** Two rows with a flag, and a run. */
  private static boolean fails(FactoryCase one) {
    return rows(one).stream().filter(row -> Boolean.TRUE.equals(row.values().get("flag"))).count()
            > 1
        && one.steps().stream().anyMatch(Step.RunDue.class::isInstance);
  }

  private static boolean hasFeatureOfSum(FactoryCase one) {
    return one.view().computation() instanceof Computation.Aggregation aggregation
        && aggregation.aggregates().stream()
            .filter(aggregate -> aggregate.function() == AggregateFunction.SUM)
            .flatMap(aggregate -> aggregate.windows().stream())
            .anyMatch(window -> one.view().features().stream().anyMatch(f -> uses(f, window)));
  }

  private static boolean uses(FeatureView.Feature feature, Window window) {
    return CaseParts.columns(feature.expr()).contains(window.name());
  }

  private static List<Row> rows(FactoryCase one) {
    return one.steps().stream()
        .filter(Step.Import.class::isInstance)
        .flatMap(step -> ((Step.Import) step).rows().stream())
        .toList();
  }
}
