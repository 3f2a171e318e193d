package io.featurefactory.compute;

import io.featurefactory.compute.ExactMoments.Times;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The functions that the kernel's SQL calls for the last step of variances and slopes, which need
 * integers wider than the kernel has.
 */
final class KernelFunctions {
  private KernelFunctions() {}

  /** Makes the functions known to all connections of the database. */
  static void register(Connection connection) throws SQLException {
    numbers(connection, "ff_variance", 5, 1, KernelFunctions::variance);
    numbers(connection, "ff_slope", 9, 2, KernelFunctions::slope);
    numbers(connection, "ff_slope_of_counts", 3, 2, KernelFunctions::slopeOfCounts);
    quantileValue(connection);
    text(connection, "ff_average", 1, ExactMoments::average);
    text(connection, "ff_sum_of_bins", 0, (t, p) -> ExactMoments.sumOfBins(t));
    text(connection, "ff_average_of_bins", 0, (t, p) -> ExactMoments.averageOfBins(t));
    text(connection, "ff_variance_of_bins", 0, (t, p) -> ExactMoments.varianceOfBins(t));
    text(connection, "ff_variance_of_values", 0, (t, p) -> ExactMoments.varianceOfValues(t));
    text(connection, "ff_slope_of_bins", 1, ExactMoments::slopeOfBins);
    text(connection, "ff_slope_of_values", 1, ExactMoments::slopeOfValues);
  }

  private static @Nullable Double variance(BigInteger[] v, long[] parameters) {
    BigInteger squares = ExactMoments.squares(v[2], v[3], v[4], 32);
    return ExactMoments.variance(v[0].longValueExact(), v[1], squares, (int) parameters[0]);
  }

  private static @Nullable Double slope(BigInteger[] v, long[] parameters) {
    Times sums = Times.of(v);
    return ExactMoments.slope(
        sums, parameters[0], BigDecimal.ONE.movePointLeft((int) parameters[1]));
  }

  private static @Nullable Double slopeOfCounts(BigInteger[] v, long[] parameters) {
    return ExactMoments.slopeOfCounts(v[0], v[1], v[2], parameters[0], parameters[1]);
  }

  private interface OfNumbers {
    @Nullable Double apply(BigInteger[] numbers, long[] parameters);
  }

  private interface OfText {
    @Nullable Double apply(String text, long parameter);
  }

  /** A function of HUGEINT numbers and BIGINT parameters; NULL where one of them is NULL. */
  private static void numbers(
      Connection connection, String name, int numbers, int parameters, OfNumbers function)
      throws SQLException {
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder.withName(name).withReturnType(double.class);
      for (int i = 0; i < numbers; i++) {
        builder.withParameter(BigInteger.class);
      }
      for (int i = 0; i < parameters; i++) {
        builder.withParameter(long.class);
      }
      builder.withVectorizedFunction(
          (in, out) -> {
            BigInteger[] v = new BigInteger[numbers];
            long[] p = new long[parameters];
            for (long row = 0; row < in.rowCount(); row++) {
              Double result = read(in, row, v, p) ? function.apply(v, p) : null;
              if (result == null) {
                out.setNull(row);
              } else {
                out.setDouble(row, result);
              }
            }
          });
      builder.register(connection);
    }
  }

  private static boolean read(DuckDBDataChunkReader in, long row, BigInteger[] v, long[] p) {
    for (int i = 0; i < v.length + p.length; i++) {
      DuckDBReadableVector vector = in.vector(i);
      if (vector.isNull(row)) {
        return false;
      }
      if (i < v.length) {
        v[i] = vector.getHugeInt(row);
      } else {
        p[i - v.length] = vector.getLong(row);
      }
    }
    return true;
  }

  private static void quantileValue(Connection connection) throws SQLException {
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder
          .withName("ff_quantile_value")
          .withParameter(long.class)
          .withReturnType(double.class)
          .withVectorizedFunction(
              (in, out) -> {
                DuckDBReadableVector codes = in.vector(0);
                for (long row = 0; row < in.rowCount(); row++) {
                  if (codes.isNull(row)) {
                    out.setNull(row);
                  } else {
                    out.setDouble(row, QuantileBuckets.value(codes.getLong(row)));
                  }
                }
              })
          .register(connection);
    }
  }

  private static void text(Connection connection, String name, int parameters, OfText function)
      throws SQLException {
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder.withName(name).withReturnType(double.class).withParameter(String.class);
      if (parameters == 1) {
        builder.withParameter(long.class);
      }
      builder.withVectorizedFunction(
          (in, out) -> {
            for (long row = 0; row < in.rowCount(); row++) {
              DuckDBReadableVector text = in.vector(0);
              Double result =
                  text.isNull(row)
                      ? null
                      : function.apply(
                          text.getString(row), parameters == 1 ? in.vector(1).getLong(row) : 0);
              if (result == null) {
                out.setNull(row);
              } else {
                out.setDouble(row, result);
              }
            }
          });
      builder.register(connection);
    }
  }
}
