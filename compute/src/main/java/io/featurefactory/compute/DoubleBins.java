package io.featurefactory.compute;

import io.featurefactory.compute.ItemList.Measure;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.util.ArrayList;
import java.util.List;

/**
 * Exact sums of DOUBLE numbers: a finite number is {@code units * 2^(32 * bin)} with an integer of
 * fewer than 87 bits, so that the units of a bin add up without rounding, in any order. The idea is
 * that of reproducible summation by binning (Demmel and Nguyen, "Parallel Reproducible Summation",
 * 2015); the sums of the bins are added up and rounded once at the end.
 *
 * <p>Numbers that are not finite have bins of their own, which hold their count.
 */
final class DoubleBins {
  /** Bins of what is not finite; above all others. */
  static final int NAN = 2000;

  static final int POSITIVE_INFINITY = 2001;
  static final int NEGATIVE_INFINITY = 2002;

  private static final DataType EXACT = new DataType.Decimal(DataType.Decimal.MAX_PRECISION, 0);

  /** 2^43: units are split in two for products. */
  private static final String LIMB = "8796093022208";

  private DoubleBins() {}

  /** The bin of a number. */
  static String bin(String x) {
    return ("CASE WHEN isnan(%s) THEN %d WHEN isinf(%s) THEN (CASE WHEN %s > 0 THEN %d ELSE %d END)"
            + " WHEN %s = 0 THEN 0 ELSE greatest(floor((floor(log2(abs(%s))) - 53) / 32), -34)::BIGINT END")
        .formatted(x, NAN, x, x, POSITIVE_INFINITY, NEGATIVE_INFINITY, x, x);
  }

  /** The units of a number in its bin; 0 where it is not finite. */
  static String units(String x) {
    return "(CASE WHEN isfinite(%s) THEN %s * pow(2.0, -16 * item) * pow(2.0, -16 * item) ELSE 0 END)::HUGEINT"
        .formatted(x, x);
  }

  /** Counts and sums of all bins as one text, for {@code ff_sum_of_bins}. */
  static String sumText() {
    return text("n", "s");
  }

  /** What the variance needs of each bin: count, sum, and the sum of squares in three parts. */
  static List<Measure> moments(String x) {
    return List.of(
        sum("n", Primitive.BIGINT, "count(*)"),
        sum("s", EXACT, "sum(" + units(x) + ")"),
        sum("hh", EXACT, "sum(" + high(x) + " * " + high(x) + ")"),
        sum("hl", EXACT, "sum(" + high(x) + " * " + low(x) + ")"),
        sum("ll", EXACT, "sum(" + low(x) + " * " + low(x) + ")"));
  }

  /** The moments of all bins as one text, for {@code ff_variance_of_bins}. */
  static String momentsText() {
    return text("n", "s", "hh", "hl", "ll");
  }

  /** What the slope needs of each bin; times are the index of the tile and the rest within it. */
  static List<Measure> slopeMoments(String x, String index, String rest) {
    String i = index + "::HUGEINT";
    String r = rest + "::HUGEINT";
    List<Measure> measures = new ArrayList<>(timeMoments(index, rest));
    measures.add(sum("h", EXACT, "sum(" + high(x) + ")"));
    measures.add(sum("l", EXACT, "sum(" + low(x) + ")"));
    measures.add(sum("hi", EXACT, "sum(" + high(x) + " * " + i + ")"));
    measures.add(sum("li", EXACT, "sum(" + low(x) + " * " + i + ")"));
    measures.add(sum("hr", EXACT, "sum(" + high(x) + " * " + r + ")"));
    measures.add(sum("lr", EXACT, "sum(" + low(x) + " * " + r + ")"));
    return measures;
  }

  /** Count, sums and products of the two parts of the times of an item's events. */
  static List<Measure> timeMoments(String index, String rest) {
    String i = index + "::HUGEINT";
    String r = rest + "::HUGEINT";
    return List.of(
        sum("n", Primitive.BIGINT, "count(*)"),
        sum("i", EXACT, "sum(" + i + ")"),
        sum("ii", EXACT, "sum(" + i + " * " + i + ")"),
        sum("r", EXACT, "sum(" + r + ")"),
        sum("ir", EXACT, "sum(" + i + " * " + r + ")"),
        sum("rr", EXACT, "sum(" + r + " * " + r + ")"));
  }

  /** The time moments of all items as one text, for {@code ff_slope_of_values}. */
  static String timeText() {
    return text("n", "i", "ii", "r", "ir", "rr");
  }

  /** The moments of all bins as one text, for {@code ff_slope_of_bins}. */
  static String slopeText() {
    return text("n", "i", "ii", "r", "ir", "rr", "h", "l", "hi", "li", "hr", "lr");
  }

  private static String text(String... measures) {
    return "string_agg(item::VARCHAR"
        + String.join(
            "",
            List.of(measures).stream().map(m -> " || ' ' || " + Sql.id(m) + "::VARCHAR").toList())
        + ", ';')";
  }

  private static String low(String x) {
    return "(" + units(x) + " & (" + LIMB + " - 1)::HUGEINT)";
  }

  private static String high(String x) {
    return "((" + units(x) + " - " + low(x) + ") // " + LIMB + ")";
  }

  private static Measure sum(String name, DataType type, String sql) {
    return new Measure(name, type, sql, Merge.SUM);
  }
}
