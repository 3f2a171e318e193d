package io.featurefactory.testkit.generate;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Makes a failing case smaller while it still fails: fewer steps, rows, windows, features, filters
 * and columns.
 */
public final class CaseReduction {
  private final Predicate<FactoryCase> fails;
  private int tries;

  private CaseReduction(Predicate<FactoryCase> fails, int tries) {
    this.fails = fails;
    this.tries = tries;
  }

  /**
   * A case that fails like this one, as small as was found.
   *
   * @param failing fails
   * @param fails runs a case and tells whether it still fails
   * @param tries how often {@code fails} is asked at most
   */
  public static FactoryCase smallest(FactoryCase failing, Predicate<FactoryCase> fails, int tries) {
    CaseReduction reduction = new CaseReduction(fails, tries);
    FactoryCase before;
    FactoryCase now = failing;
    do {
      before = now;
      now = reduction.lessOfEverything(now);
    } while (!now.equals(before) && reduction.tries > 0);
    return now;
  }

  private FactoryCase lessOfEverything(FactoryCase big) {
    FactoryCase now = fewerSteps(big);
    now = fewerRows(now);
    now = fewerFeatures(now);
    now = fewerWindows(now);
    now = withoutFilters(now);
    now = fewerSources(now);
    return fewerColumns(now);
  }

  private boolean stillFails(FactoryCase smaller) {
    return tries-- > 0 && smaller.valid() && fails.test(smaller);
  }

  private FactoryCase fewerSteps(FactoryCase big) {
    List<Step> steps = Reduction.smallest(big.steps(), some -> stillFails(big.withSteps(some)));
    return big.withSteps(steps);
  }

  private FactoryCase fewerRows(FactoryCase big) {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < big.steps().size(); i++) {
      if (big.steps().get(i) instanceof Step.Import landing) {
        for (int j = 0; j < landing.rows().size(); j++) {
          places.add(new Place(i, j));
        }
      }
    }
    List<Place> needed = Reduction.smallest(places, some -> stillFails(withRows(big, some)));
    return withRows(big, needed);
  }

  /** Of a row among the steps. */
  private record Place(int step, int row) {}

  private static FactoryCase withRows(FactoryCase big, List<Place> places) {
    List<Step> steps = new ArrayList<>(big.steps());
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.Import landing) {
        List<Row> kept = new ArrayList<>();
        for (Place place : places) {
          if (place.step() == i) {
            kept.add(landing.rows().get(place.row()));
          }
        }
        steps.set(i, new Step.Import(landing.at(), kept));
      }
    }
    return big.withSteps(steps);
  }

  private FactoryCase fewerFeatures(FactoryCase big) {
    List<FeatureView.Feature> features =
        Reduction.smallest(
            big.view().features(), some -> stillFails(CaseParts.withFeatures(big, some)));
    return CaseParts.withFeatures(big, features);
  }

  private FactoryCase fewerWindows(FactoryCase big) {
    if (!(big.view().computation() instanceof Computation.Aggregation aggregation)) {
      return big;
    }
    Set<String> used = new TreeSet<>();
    big.view().features().forEach(feature -> used.addAll(CaseParts.columns(feature.expr())));
    List<Window> windows =
        aggregation.aggregates().stream().flatMap(a -> a.windows().stream()).toList();
    List<Window> needed =
        Reduction.smallest(
            windows,
            some ->
                some.stream().map(Window::name).toList().containsAll(used)
                    && stillFails(CaseParts.withWindows(big, aggregation, some)));
    return CaseParts.withWindows(big, aggregation, needed);
  }

  private FactoryCase withoutFilters(FactoryCase big) {
    FactoryCase now = big;
    for (FactoryCase smaller : CaseParts.withOneFilterLess(big)) {
      now = stillFails(smaller) ? smaller : now;
    }
    return now;
  }

  private FactoryCase fewerSources(FactoryCase big) {
    Set<String> used = new TreeSet<>();
    if (big.view().computation() instanceof Computation.Aggregation aggregation) {
      aggregation.aggregates().stream().map(Aggregate::source).forEach(used::add);
    }
    List<Source> sources = big.sources().stream().filter(s -> used.contains(s.name())).toList();
    FactoryCase smaller = CaseParts.withSources(big, sources);
    return !sources.isEmpty() && stillFails(smaller) ? smaller : big;
  }

  private FactoryCase fewerColumns(FactoryCase big) {
    FactoryCase now = big;
    for (Source source : big.sources()) {
      FactoryCase from = now;
      List<Source.Column> needed =
          Reduction.smallest(
              source.columns(),
              some ->
                  CaseParts.sufficient(from, source, some)
                      && stillFails(CaseParts.withColumns(from, source, some)));
      now = CaseParts.withColumns(from, source, needed);
    }
    return now;
  }
}
