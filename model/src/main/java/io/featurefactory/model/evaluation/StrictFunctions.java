package io.featurefactory.model.evaluation;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.ScalarFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Functions of arguments none of which is NULL. */
final class StrictFunctions {
  private StrictFunctions() {}

  static @Nullable Object apply(ScalarFunction function, List<Object> values, DataType type) {
    return switch (function) {
      case ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          MODULO,
          NEGATE,
          ABS,
          LN,
          LOG10,
          EXP,
          POWER,
          SQRT,
          ROUND,
          FLOOR,
          CEIL,
          SIGN ->
          Arithmetic.apply(function, values, type);
      case EQUAL -> compare(values) == 0;
      case NOT_EQUAL -> compare(values) != 0;
      case LESS -> compare(values) < 0;
      case LESS_OR_EQUAL -> compare(values) <= 0;
      case GREATER -> compare(values) > 0;
      case GREATER_OR_EQUAL -> compare(values) >= 0;
      case LEAST -> values.stream().reduce((a, b) -> ValueOrder.compare(b, a) < 0 ? b : a).get();
      case GREATEST -> values.stream().reduce((a, b) -> ValueOrder.compare(b, a) > 0 ? b : a).get();
      case NOT -> !((Boolean) values.get(0));
      case LIKE,
          LOWER,
          UPPER,
          TRIM,
          LTRIM,
          RTRIM,
          LENGTH,
          SUBSTRING,
          CONCAT,
          REPLACE,
          POSITION,
          STARTS_WITH,
          SPLIT_PART ->
          TextFunctions.apply(function, values);
      case EXTRACT, DATE_TRUNC, DATE_DIFF, DATE_ADD, EPOCH_MS, FROM_EPOCH_MS ->
          DateFunctions.apply(function, values);
      case CARDINALITY -> (long) ((List<?>) values.get(0)).size();
      case ELEMENT_AT -> element((List<?>) values.get(0), (Long) values.get(1), type);
      case ARRAY_CONTAINS -> contains((List<?>) values.get(0), values.get(1));
      case TRY_CAST -> tryConvert(values.get(0), type);
      case AND,
          OR,
          COALESCE,
          IS_NULL,
          IS_NOT_NULL,
          IS_DISTINCT_FROM,
          IS_NOT_DISTINCT_FROM,
          NULLIF ->
          throw new IllegalArgumentException(function + " is not strict");
    };
  }

  private static int compare(List<Object> values) {
    return ValueOrder.compare(values.get(0), values.get(1));
  }

  private static @Nullable Object element(List<?> array, long place, DataType type) {
    long index = place < 0 ? array.size() + place : place - 1;
    if (place == 0 || index < 0 || index >= array.size()) {
      return null;
    }
    Object element = array.get((int) index);
    return type == DataType.Primitive.DOUBLE && element instanceof Number number
        ? (Object) number.doubleValue()
        : element;
  }

  private static boolean contains(List<?> array, Object value) {
    for (Object element : array) {
      Object comparable = element instanceof Float number ? number.doubleValue() : element;
      if (comparable != null && ValueOrder.compare(comparable, value) == 0) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Object tryConvert(Object value, DataType type) {
    try {
      return Conversion.convert(value, type);
    } catch (FactoryException notConvertible) {
      return null;
    }
  }
}
