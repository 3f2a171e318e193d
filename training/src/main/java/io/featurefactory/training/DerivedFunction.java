package io.featurefactory.training;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A derived feature as a function of the kernel: the evaluator of lookups computes it here, too, so
 * that the two cannot differ.
 *
 * <p>All arguments and the result travel as texts ({@link ArrayText}); BIGINT and DOUBLE, which are
 * most, as they are.
 */
record DerivedFunction(String name, Expr expr, Failure failure, Map<String, DataType> arguments)
    implements Serializable {
  private static final AtomicLong COUNT = new AtomicLong();

  DerivedFunction {
    arguments = new LinkedHashMap<>(arguments);
  }

  /** What an expression that cannot be evaluated means, such as one that overflows. */
  enum Failure {
    ENDS_THE_QUERY,
    /** As a lookup does: the row has no value. */
    IS_NULL
  }

  static DerivedFunction of(String feature, Expr expr) {
    return of(feature, expr, Failure.ENDS_THE_QUERY);
  }

  static DerivedFunction of(String feature, Expr expr, Failure failure) {
    String name = "ff_" + feature.replaceAll("[^A-Za-z0-9_]", "_") + "_" + COUNT.incrementAndGet();
    Map<String, DataType> arguments = new LinkedHashMap<>();
    collect(expr, arguments);
    return new DerivedFunction(name, expr, failure, arguments);
  }

  private static void collect(Expr node, Map<String, DataType> arguments) {
    if (node instanceof Expr.Column column) {
      arguments.put(column.name(), column.type());
    } else if (node instanceof Expr.Call call) {
      call.arguments().forEach(argument -> collect(argument, arguments));
    } else if (node instanceof Expr.Cast cast) {
      collect(cast.operand(), arguments);
    } else if (node instanceof Expr.Case caseWhen) {
      caseWhen.branches().forEach(b -> collect(b.condition(), arguments));
      caseWhen.branches().forEach(b -> collect(b.result(), arguments));
      collect(caseWhen.otherwise(), arguments);
    }
  }

  /**
   * SQL of the value.
   *
   * @param columns SQL of a column of the expression, by its name
   */
  String sql(Function<String, String> columns) {
    List<String> values = new ArrayList<>();
    arguments.forEach((column, type) -> values.add(passed(columns.apply(column), type)));
    // a function without arguments would be called once for all rows, which is right for a constant
    return returned(name + "(" + String.join(", ", values) + ")");
  }

  private static String passed(String value, DataType type) {
    if (type instanceof DataType.Array array) {
      return "to_json(list_transform("
          + value
          + ", e -> "
          + text("e", array.element())
          + "))::VARCHAR";
    }
    return plain(type) ? value : text(value, type);
  }

  private static String text(String value, DataType type) {
    return (type == Primitive.TIMESTAMP ? "epoch_us(" + value + ")" : value) + "::VARCHAR";
  }

  private String returned(String call) {
    DataType type = expr.type();
    if (type instanceof DataType.Array array) {
      return "list_transform(from_json(%s, '[\"VARCHAR\"]'), e -> %s)"
          .formatted(call, ofText("e", array.element()));
    }
    return plain(type) ? call : ofText(call, type);
  }

  private static String ofText(String text, DataType type) {
    return type == Primitive.TIMESTAMP
        ? "make_timestamp(" + text + "::BIGINT)"
        : text + "::" + SqlText.type(type);
  }

  private static boolean plain(DataType type) {
    return type == Primitive.BIGINT || type == Primitive.DOUBLE || type == Primitive.VARCHAR;
  }

  /**
   * Makes the function known to the kernel of the session, if it is not yet; all sessions share it.
   */
  void require(KernelSession session) {
    synchronized (DerivedFunction.class) {
      String there =
          "SELECT count(*) FROM duckdb_functions() WHERE function_name = " + SqlText.text(name);
      if (session.query(there, row -> row.longValue(0)).get(0) == 0) {
        session.install(this::register);
      }
    }
  }

  /** Makes the function known to the database of the connection. */
  void register(Connection connection) throws SQLException {
    List<Map.Entry<String, DataType>> parameters = List.copyOf(arguments.entrySet());
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder.withName(name).withReturnType(carrier(expr.type()));
      for (Map.Entry<String, DataType> parameter : parameters) {
        builder.withParameter(carrier(parameter.getValue()));
      }
      builder.withVectorizedFunction(
          (in, out) -> {
            Map<String, @Nullable Object> row = new HashMap<>();
            for (long i = 0; i < in.rowCount(); i++) {
              read(in, i, parameters, row);
              Object value = evaluate(row);
              if (value == null) {
                out.setNull(i);
              } else if (value instanceof Long number) {
                out.setLong(i, number);
              } else if (value instanceof Double number && expr.type() == Primitive.DOUBLE) {
                out.setDouble(i, number);
              } else {
                out.setString(
                    i,
                    value instanceof List<?> list ? ArrayText.of(list) : ArrayText.ofScalar(value));
              }
            }
          });
      builder.register(connection);
    }
  }

  private @Nullable Object evaluate(Map<String, @Nullable Object> row) {
    try {
      return ExprEvaluator.evaluate(expr, row::get);
    } catch (FactoryException e) {
      if (failure == Failure.IS_NULL) {
        return null;
      }
      throw e;
    }
  }

  private static Class<?> carrier(DataType type) {
    if (type == Primitive.BIGINT) {
      return long.class;
    }
    return type == Primitive.DOUBLE ? double.class : String.class;
  }

  private static void read(
      DuckDBDataChunkReader in,
      long index,
      List<Map.Entry<String, DataType>> parameters,
      Map<String, @Nullable Object> row) {
    for (int p = 0; p < parameters.size(); p++) {
      DuckDBReadableVector vector = in.vector(p);
      row.put(
          parameters.get(p).getKey(),
          vector.isNull(index) ? null : value(vector, index, parameters.get(p).getValue()));
    }
  }

  private static Object value(DuckDBReadableVector vector, long index, DataType type) {
    if (type == Primitive.BIGINT) {
      return vector.getLong(index);
    }
    if (type == Primitive.DOUBLE) {
      return vector.getDouble(index);
    }
    String text = vector.getString(index);
    return type instanceof DataType.Array array
        ? ArrayText.array(text, array.element())
        : ArrayText.scalar(text, type);
  }
}
