package io.featurefactory.compute;

import io.featurefactory.compute.ItemList.Measure;
import io.featurefactory.compute.ItemList.Pruning;
import io.featurefactory.model.Aggregate;
import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of each aggregate function.
 *
 * <p>Every partial value is exact (integers, extremes, counts), so that a value does not depend on
 * how the events of its window were cut into tiles, files and runs. DOUBLE numbers are summed as
 * integers by bins of their exponents ({@link DoubleBins}).
 */
final class AggregatePlans {
  private static final DataType EXACT = new DataType.Decimal(DataType.Decimal.MAX_PRECISION, 0);

  private final Aggregate aggregate;
  private final @Nullable String eventId;
  private final @Nullable DataType eventIdType;
  private final Duration tile;

  /** SQL of the argument; {@code 1} where there is none. */
  private final String x;

  /** SQL of the aggregate's own condition on events. */
  private final String condition;

  private AggregatePlans(Aggregate aggregate, Source source, Duration tile) {
    this.aggregate = aggregate;
    this.tile = tile;
    this.eventId = source.eventId();
    this.eventIdType = eventId == null ? null : columnType(source, eventId);
    Expr argument = aggregate.argument();
    Expr filter = aggregate.filter();
    this.x = argument == null ? "1" : argument(argument);
    String own = filter == null ? "" : "(" + ExpressionSql.render(filter) + ")";
    String known = argument == null ? "" : x + " IS NOT NULL";
    this.condition =
        own.isEmpty() && known.isEmpty()
            ? "true"
            : own + (own.isEmpty() || known.isEmpty() ? "" : " AND ") + known;
  }

  /** The argument; the two zeros of DOUBLE are one value. */
  private static String argument(Expr argument) {
    String sql = "(" + ExpressionSql.render(argument) + ")";
    return argument.type() == Primitive.DOUBLE
        ? "if(" + sql + " = 0, 0.0::DOUBLE, " + sql + ")"
        : sql;
  }

  private static DataType columnType(Source source, String name) {
    Source.Column column = source.findColumn(name);
    if (column == null) {
      throw new IllegalArgumentException("source " + source.name() + " has no column " + name);
    }
    return column.type();
  }

  /** The plan of an aggregate over a source's events. */
  static AggregatePlan of(Aggregate aggregate, Source source, Duration tile) {
    return new AggregatePlans(aggregate, source, tile).plan();
  }

  private AggregatePlan plan() {
    return switch (aggregate.function()) {
      case COUNT -> count();
      case SUM, AVG -> argumentIs(Primitive.DOUBLE) ? doubleSum() : exactSum();
      case MIN -> extreme("min", Merge.MIN);
      case MAX -> extreme("max", Merge.MAX);
      case FIRST -> ordered("min", Merge.MIN);
      case LAST -> ordered("max", Merge.MAX);
      case LAST_N -> lastN();
      case LAST_N_DISTINCT -> lastNDistinct();
      case COUNT_DISTINCT -> countDistinct();
      case TOP_K -> topK();
      case QUANTILE -> quantile();
      case VARIANCE, STDDEV -> variance();
      case SLOPE -> slope();
    };
  }

  private AggregatePlan count() {
    PartialColumn n = column("n", Primitive.BIGINT, "count(*)", Merge.SUM);
    return plain(List.of(n), (w, p) -> "coalesce(" + merged(w.name(), "n") + ", 0)::BIGINT");
  }

  private AggregatePlan exactSum() {
    PartialColumn c = column("c", Primitive.BIGINT, "count(*)", Merge.SUM);
    PartialColumn s = column("s", sumType(), "sum(" + x + ")", Merge.SUM);
    boolean average = aggregate.function() == AggregateFunction.AVG;
    return plain(
        List.of(c, s),
        (w, p) -> {
          String sum = merged(w.name(), "s");
          String count = merged(w.name(), "c");
          String value = average ? average(sum, count) : sum(sum, w.name(), p.key());
          return "CASE WHEN " + count + " > 0 THEN " + value + " END";
        });
  }

  private DataType sumType() {
    return argumentType() instanceof DataType.Decimal d
        ? new DataType.Decimal(38, d.scale())
        : EXACT;
  }

  private String sum(String sum, String name, String key) {
    return argumentIs(Primitive.BIGINT)
        ? checkedBigint(sum, name, key)
        : sum + "::" + Sql.type(sumType());
  }

  /** Rounded once: a division of numbers that a DOUBLE holds exactly, else in wider numbers. */
  private String average(String sum, String count) {
    String exact = "ff_average(" + sum + "::VARCHAR, " + count + "::BIGINT)";
    return argumentIs(Primitive.BIGINT)
        ? "CASE WHEN abs(%1$s) <= 9007199254740992 THEN %1$s::DOUBLE / %2$s ELSE %3$s END"
            .formatted(sum, count, exact)
        : exact;
  }

  private static String checkedBigint(String sum, String name, String key) {
    return "CASE WHEN %s BETWEEN -9223372036854775808 AND 9223372036854775807 THEN %s::BIGINT ELSE error(%s || ' = ' || %s::VARCHAR || ' does not fit BIGINT for key ' || %s) END"
        .formatted(sum, sum, Sql.string(name), sum, key);
  }

  private AggregatePlan doubleSum() {
    Measure n = new Measure("n", Primitive.BIGINT, "count(*)", Merge.SUM);
    Measure s = new Measure("s", EXACT, "sum(" + DoubleBins.units(x) + ")", Merge.SUM);
    boolean average = aggregate.function() == AggregateFunction.AVG;
    String value =
        (average ? "ff_average_of_bins(" : "ff_sum_of_bins(") + DoubleBins.sumText() + ")";
    return listed(
        Primitive.BIGINT,
        DoubleBins.bin(x),
        List.of(n, s),
        Pruning.NONE,
        value,
        (w, p) -> items(w.name()));
  }

  private AggregatePlan extreme(String function, Merge merge) {
    PartialColumn v = column("v", argumentType(), function + "(" + x + ")", merge);
    return plain(List.of(v), (w, p) -> merged(w.name(), "v"));
  }

  private AggregatePlan ordered(String function, Merge merge) {
    PartialColumn v = column("v", occurrenceType(), function + "(" + occurrence() + ")", merge);
    return plain(List.of(v), (w, p) -> merged(w.name(), "v") + ".\"value\"");
  }

  private AggregatePlan lastN() {
    int n = (int) aggregate.parameter();
    PartialColumn v =
        new PartialColumn(
            aggregate.name() + "__v",
            "v",
            new DataType.Array(occurrenceType()),
            "list_slice(list(%s ORDER BY %s DESC) FILTER (WHERE %s), 1, %d)"
                .formatted(occurrence(), occurrence(), condition, n),
            Merge.NEWEST,
            n);
    return plain(
        List.of(v),
        (w, p) -> "list_transform(" + merged(w.name(), "v") + ", lambda o: o.\"value\")");
  }

  private AggregatePlan lastNDistinct() {
    int n = (int) aggregate.parameter();
    List<DataType.Field> fields = new ArrayList<>(occurrenceFields());
    String at =
        "max(struct_pack(\"at\" := __time"
            + (eventId == null ? "" : ", id := " + Sql.id(eventId))
            + "))";
    Measure latest = new Measure("latest", new DataType.Struct(fields), at, Merge.MAX);
    return listed(
        argumentType(),
        x,
        List.of(latest),
        new Pruning("latest DESC, item DESC", n),
        "list_slice(list(item ORDER BY latest DESC, item DESC), 1, " + n + ")",
        (w, p) -> items(w.name()));
  }

  private AggregatePlan countDistinct() {
    return listed(
        argumentType(),
        x,
        List.of(),
        Pruning.NONE,
        "count(*)",
        (w, p) -> "coalesce(" + items(w.name()) + ", 0)::BIGINT");
  }

  private AggregatePlan topK() {
    Measure n = new Measure("n", Primitive.BIGINT, "count(*)", Merge.SUM);
    return listed(
        argumentType(),
        x,
        List.of(n),
        Pruning.NONE,
        "list_slice(list(item ORDER BY n DESC, item), 1, " + (int) aggregate.parameter() + ")",
        (w, p) -> items(w.name()));
  }

  private AggregatePlan quantile() {
    Measure n = new Measure("n", Primitive.BIGINT, "count(*)", Merge.SUM);
    String bucket =
        "min(item) FILTER (WHERE upto > floor(" + aggregate.parameter() + " * (total - 1)))";
    return listed(
        Primitive.BIGINT,
        QuantileBuckets.bucket(x + "::DOUBLE"),
        List.of(n),
        Pruning.NONE,
        QuantileBuckets.value(bucket),
        (w, p) -> items(w.name()));
  }

  private AggregatePlan variance() {
    String root = aggregate.function() == AggregateFunction.STDDEV ? "sqrt" : "";
    DataType type = argumentType();
    if (type == Primitive.DOUBLE) {
      return listed(
          Primitive.BIGINT,
          DoubleBins.bin(x),
          DoubleBins.moments(x),
          Pruning.NONE,
          root + "(ff_variance_of_bins(" + DoubleBins.momentsText() + "))",
          (w, p) -> items(w.name()));
    }
    if (type instanceof DataType.Decimal d && d.precision() > 18) {
      Measure n = new Measure("n", Primitive.BIGINT, "count(*)", Merge.SUM);
      return listed(
          type,
          x,
          List.of(n),
          Pruning.NONE,
          root + "(ff_variance_of_values(string_agg(item::VARCHAR || ' ' || n::VARCHAR, ';')))",
          (w, p) -> items(w.name()));
    }
    return integerVariance(root);
  }

  private AggregatePlan integerVariance(String root) {
    String low = "(" + unscaled() + " & 4294967295)::HUGEINT";
    String high =
        "((" + unscaled() + " - (" + unscaled() + " & 4294967295)) // 4294967296)::HUGEINT";
    List<PartialColumn> columns =
        List.of(
            column("n", Primitive.BIGINT, "count(*)", Merge.SUM),
            column("s", EXACT, "sum(" + unscaled() + ")", Merge.SUM),
            column("hh", EXACT, "sum(" + high + " * " + high + ")", Merge.SUM),
            column("hl", EXACT, "sum(" + high + " * " + low + ")", Merge.SUM),
            column("ll", EXACT, "sum(" + low + " * " + low + ")", Merge.SUM));
    return plain(
        columns,
        (w, p) ->
            "%s(ff_variance(%s, %d))"
                .formatted(root, hugeints(w.name(), "n", "s", "hh", "hl", "ll"), scale()));
  }

  private AggregatePlan slope() {
    String index = "(epoch_us(__tile) // " + Boundaries.micros(tile) + ")";
    if (aggregate.argument() == null) {
      return slopeOfCounts(index);
    }
    String rest = "(epoch_us(__time) - epoch_us(__tile))";
    if (argumentIs(Primitive.DOUBLE)) {
      return listed(
          Primitive.BIGINT,
          DoubleBins.bin(x),
          DoubleBins.slopeMoments(x, index, rest),
          Pruning.NONE,
          "ff_slope_of_bins(%s, %d)".formatted(DoubleBins.slopeText(), Boundaries.micros(tile)),
          (w, p) -> items(w.name()));
    }
    if (argumentType() instanceof DataType.Decimal d && d.precision() > 18) {
      return listed(
          d,
          x,
          DoubleBins.timeMoments(index, rest),
          Pruning.NONE,
          "ff_slope_of_values(%s, %d)".formatted(DoubleBins.timeText(), Boundaries.micros(tile)),
          (w, p) -> items(w.name()));
    }
    String value = unscaled() + "::HUGEINT";
    List<PartialColumn> columns =
        List.of(
            column("n", Primitive.BIGINT, "count(*)", Merge.SUM),
            column("i", EXACT, "sum(" + index + ")", Merge.SUM),
            column("ii", EXACT, "sum(" + index + "::HUGEINT * " + index + ")", Merge.SUM),
            column("r", EXACT, "sum(" + rest + ")", Merge.SUM),
            column("ir", EXACT, "sum(" + index + "::HUGEINT * " + rest + ")", Merge.SUM),
            column("rr", EXACT, "sum(" + rest + "::HUGEINT * " + rest + ")", Merge.SUM),
            column("x", EXACT, "sum(" + value + ")", Merge.SUM),
            column("xi", EXACT, "sum(" + value + " * " + index + ")", Merge.SUM),
            column("xr", EXACT, "sum(" + value + " * " + rest + ")", Merge.SUM));
    return plain(
        columns,
        (w, p) ->
            "ff_slope(%s, %d, %d)"
                .formatted(
                    hugeints(w.name(), "n", "i", "ii", "r", "ir", "rr", "x", "xi", "xr"),
                    Boundaries.micros(tile),
                    scale()));
  }

  private AggregatePlan slopeOfCounts(String index) {
    List<PartialColumn> columns =
        List.of(
            column("n", Primitive.BIGINT, "count(*)", Merge.SUM),
            column("ni", EXACT, "sum(" + index + ")", Merge.SUM));
    long size = Boundaries.micros(tile);
    return plain(
        columns,
        (w, p) -> {
          Duration length = w.length() == null ? Duration.ZERO : w.length();
          String first =
              "((epoch_us(%s) - %d) // %d)"
                  .formatted(
                      p.boundary(),
                      Boundaries.micros(w.offset()) + Boundaries.micros(length),
                      size);
          return "ff_slope_of_counts(%s, %s::HUGEINT, %d, %d)"
              .formatted(
                  hugeints(w.name(), "n", "ni"), first, Boundaries.micros(length) / size, size);
        });
  }

  // ---- pieces

  private AggregatePlan plain(List<PartialColumn> columns, AggregatePlan.Value value) {
    return new AggregatePlan(aggregate, columns, null, value);
  }

  private AggregatePlan listed(
      DataType itemType,
      String item,
      List<Measure> measures,
      Pruning pruning,
      String fromItems,
      AggregatePlan.Value value) {
    ItemList items =
        new ItemList(
            aggregate.name() + "__items", itemType, item, condition, measures, pruning, fromItems);
    return new AggregatePlan(aggregate, List.of(), items, value);
  }

  private PartialColumn column(String part, DataType type, String sql, Merge merge) {
    String filtered = sql + (condition.equals("true") ? "" : " FILTER (WHERE " + condition + ")");
    return new PartialColumn(
        aggregate.name() + "__" + part, part, type, filtered + "::" + Sql.type(type), merge, 0);
  }

  /** What orders the events of {@code first} and {@code last}: time, then id, then value. */
  private String occurrence() {
    return "struct_pack(\"at\" := __time"
        + (eventId == null ? "" : ", id := " + Sql.id(eventId))
        + ", \"value\" := "
        + x
        + ")";
  }

  private List<DataType.Field> occurrenceFields() {
    List<DataType.Field> fields = new ArrayList<>();
    fields.add(new DataType.Field("at", Primitive.TIMESTAMP));
    if (eventIdType != null) {
      fields.add(new DataType.Field("id", eventIdType));
    }
    return fields;
  }

  private DataType occurrenceType() {
    List<DataType.Field> fields = occurrenceFields();
    fields.add(new DataType.Field("value", argumentType()));
    return new DataType.Struct(fields);
  }

  /** The argument as an integer: a DECIMAL without its point. */
  private String unscaled() {
    return scale() == 0
        ? x + "::BIGINT"
        : "(" + x + " * 1" + "0".repeat(scale()) + "::DECIMAL(19,0))::BIGINT";
  }

  private int scale() {
    return argumentType() instanceof DataType.Decimal d ? d.scale() : 0;
  }

  private static String hugeints(String window, String... parts) {
    return String.join(
        ", ", java.util.Arrays.stream(parts).map(p -> merged(window, p) + "::HUGEINT").toList());
  }

  static String merged(String window, String part) {
    return Sql.id(window + "__" + part);
  }

  private static String items(String window) {
    return merged(window, "items");
  }

  private DataType argumentType() {
    Expr argument = aggregate.argument();
    return argument == null ? Primitive.BIGINT : argument.type();
  }

  private boolean argumentIs(DataType type) {
    return argumentType().equals(type);
  }
}
