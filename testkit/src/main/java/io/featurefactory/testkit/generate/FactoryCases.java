package io.featurefactory.testkit.generate;

import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Random cases; a seed determines a case, on every machine. */
public final class FactoryCases {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private FactoryCases() {}

  /** So many cases, each with a seed of its own, by which {@link #ofSeed} makes it again. */
  public static Stream<FactoryCase> cases(long seed, int count) {
    return LongStream.range(0, count).mapToObj(i -> ofSeed(seed + i * GOLDEN_RATIO));
  }

  /** The case of a seed that a failure has named. */
  public static FactoryCase ofSeed(long caseSeed) {
    Dice dice = new Dice(caseSeed);
    CaseFrame frame = CaseFrame.random(dice);
    RandomViews views = new RandomViews(dice, frame);
    List<Source> sources;
    FeatureView view;
    if (dice.percent(20)) {
      sources = List.of(RandomSources.ofRows(dice, frame));
      view = views.ofLatest(sources.get(0));
    } else {
      sources = RandomSources.ofEvents(dice, frame);
      view = views.ofWindows(sources);
    }
    Instant oldest = frame.start().minus(reach(view)).minus(frame.every().multipliedBy(14));
    RandomRows rows = new RandomRows(dice, frame, sources, oldest);
    return new FactoryCase(caseSeed, sources, view, new RandomSteps(dice, frame, rows).all());
  }

  /** How far back the view looks. */
  private static Duration reach(FeatureView view) {
    if (!(view.computation() instanceof Computation.Aggregation aggregation)) {
      return view.every().multipliedBy(4);
    }
    return aggregation.aggregates().stream()
        .flatMap(aggregate -> aggregate.windows().stream())
        .map(FactoryCases::reach)
        .max(Duration::compareTo)
        .orElse(view.every());
  }

  private static Duration reach(Window window) {
    Duration length = window.length();
    return length == null ? window.offset() : window.offset().plus(length);
  }
}
