package io.featurefactory.testkit.generate;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Views over random sources. */
final class RandomViews {
  private final Dice dice;
  private final CaseFrame frame;
  private final RandomExprs exprs;

  RandomViews(Dice dice, CaseFrame frame) {
    this.dice = dice;
    this.frame = frame;
    this.exprs = new RandomExprs(dice, frame.values().modest());
  }

  /** Windows over the sources, which are all used. */
  FeatureView ofWindows(List<Source> sources) {
    List<Aggregate> aggregates = new ArrayList<>();
    for (Source source : sources) {
      aggregates.add(aggregate("a" + aggregates.size(), source));
    }
    while (aggregates.size() < 5 && dice.percent(55)) {
      aggregates.add(aggregate("a" + aggregates.size(), dice.oneOf(sources)));
    }
    @Nullable Source own = dice.percent(85) ? sources.get(0) : null;
    @Nullable Expr filter = own != null && dice.percent(35) ? exprs.condition(own) : null;
    Computation.Aggregation aggregation =
        new Computation.Aggregation(own == null ? null : own.name(), filter, aggregates);
    return view(aggregation, features(aggregates));
  }

  /** The newest row of the source. */
  FeatureView ofLatest(Source source) {
    List<FeatureView.Feature> features = new ArrayList<>();
    for (Source.Column column : exprs.valueColumns(source)) {
      features.add(feature(features, new Expr.Column(column.name(), column.type())));
    }
    features.add(feature(features, exprs.overRow(source)));
    Duration maxAge =
        dice.percent(50) ? null : frame.every().dividedBy(2).multipliedBy(dice.between(1, 12));
    @Nullable Expr filter = dice.percent(30) ? exprs.condition(source) : null;
    return view(new Computation.Latest(source.name(), filter, maxAge), features);
  }

  private FeatureView view(Computation computation, List<FeatureView.Feature> features) {
    return new FeatureView(
        new ViewId("random_view", 1),
        "",
        "owner@example.com",
        List.of(),
        frame.keys(),
        frame.every(),
        frame.tile(),
        frame.delay(),
        frame.publishDelay(),
        frame.every().multipliedBy(3),
        computation,
        features,
        List.of(),
        List.of());
  }

  /** Every windowed aggregate as it is, and some expressions over them. */
  private List<FeatureView.Feature> features(List<Aggregate> aggregates) {
    List<FeatureView.Feature> features = new ArrayList<>();
    List<Expr.Column> columns = new ArrayList<>();
    for (Aggregate aggregate : aggregates) {
      for (Window window : aggregate.windows()) {
        columns.add(new Expr.Column(window.name(), aggregate.type()));
      }
    }
    for (Expr.Column column : columns) {
      features.add(feature(features, column));
    }
    int more = dice.oneOf(0, 1, 1, 2);
    for (int i = 0; i < more; i++) {
      features.add(feature(features, exprs.overAggregates(columns)));
    }
    return features;
  }

  private static FeatureView.Feature feature(List<FeatureView.Feature> before, Expr expr) {
    return new FeatureView.Feature("f" + before.size(), expr, "");
  }

  private Aggregate aggregate(String name, Source source) {
    AggregateFunction function = dice.oneOf(AggregateFunction.values());
    boolean ofEvents =
        (function == AggregateFunction.COUNT && dice.percent(60))
            || (function == AggregateFunction.SLOPE && dice.percent(50));
    @Nullable Expr argument = ofEvents ? null : exprs.argument(source, takesNumbersOnly(function));
    @Nullable Expr filter = dice.percent(40) ? exprs.condition(source) : null;
    return new Aggregate(
        name,
        source.name(),
        function,
        argument,
        filter,
        parameter(function),
        resultType(function, argument),
        windows(name, function == AggregateFunction.SLOPE && ofEvents));
  }

  private static boolean takesNumbersOnly(AggregateFunction function) {
    return switch (function) {
      case SUM, AVG, STDDEV, VARIANCE, QUANTILE, SLOPE -> true;
      case COUNT, COUNT_DISTINCT, MIN, MAX, FIRST, LAST, LAST_N, LAST_N_DISTINCT, TOP_K -> false;
    };
  }

  private double parameter(AggregateFunction function) {
    return switch (function) {
      case LAST_N, LAST_N_DISTINCT, TOP_K -> dice.between(1, 4);
      case QUANTILE -> dice.oneOf(0.0, 0.1, 0.29, 0.5, 0.5, 0.9, 0.99, 1.0);
      case COUNT, COUNT_DISTINCT, SUM, AVG, MIN, MAX, STDDEV, VARIANCE, FIRST, LAST, SLOPE -> 0;
    };
  }

  private static DataType resultType(AggregateFunction function, @Nullable Expr argument) {
    DataType type = argument == null ? Primitive.BIGINT : argument.type();
    return switch (function) {
      case COUNT, COUNT_DISTINCT -> Primitive.BIGINT;
      case SUM ->
          type instanceof DataType.Decimal decimal
              ? new DataType.Decimal(DataType.Decimal.MAX_PRECISION, decimal.scale())
              : type;
      case AVG, STDDEV, VARIANCE, QUANTILE, SLOPE -> Primitive.DOUBLE;
      case MIN, MAX, FIRST, LAST -> type;
      case LAST_N, LAST_N_DISTINCT, TOP_K -> new DataType.Array(type);
    };
  }

  private List<Window> windows(String name, boolean withLength) {
    List<Window> windows = new ArrayList<>();
    int count = dice.oneOf(1, 1, 2, 3);
    for (int i = 0; i < count; i++) {
      Duration offset = dice.percent(70) ? Duration.ZERO : length();
      boolean lifetime = !withLength && dice.percent(12);
      windows.add(new Window(name + "_w" + i, lifetime ? null : length(), offset));
    }
    return windows;
  }

  /** Some tiles, some hops, or so many hops that tiles of several levels are in the window. */
  private Duration length() {
    return switch (dice.between(1, 4)) {
      case 1 -> frame.tile().multipliedBy(dice.between(1, 5));
      case 2, 3 -> frame.every().multipliedBy(dice.oneOf(1L, 2L, 3L, 7L));
      default -> frame.every().multipliedBy(dice.oneOf(24L, 30L, 49L));
    };
  }
}
