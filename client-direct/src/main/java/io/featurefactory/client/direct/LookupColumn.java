package io.featurefactory.client.direct;

import io.featurefactory.client.FeatureColumn;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.online.RowValues;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ViewRows;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A column of a lookup, whose values stay in the rows that they were decoded to. */
final class LookupColumn implements FeatureColumn {
  private final LookupAnswer answer;
  private final int output;
  private final ServicePlan.Output feature;

  /** Null for a derived feature. */
  private final @Nullable ViewRows rows;

  private final int place;

  LookupColumn(LookupAnswer answer, int output) {
    this.answer = answer;
    this.output = output;
    this.feature = answer.plan().outputs().get(output);
    this.rows = answer.view(output);
    this.place = rows == null ? -1 : answer.column(output);
  }

  @Override
  public String name() {
    return feature.name();
  }

  @Override
  public String type() {
    return feature.type().displayName();
  }

  @Override
  public boolean isNull(int row) {
    return found(row) == null && value(row) == null;
  }

  /** The values of a row in which this one is not NULL; null for a derived feature, too. */
  private @Nullable RowValues found(int row) {
    RowValues values = rows == null ? null : rows.values(row);
    return values == null || values.isNull(place) ? null : values;
  }

  @Override
  public ValueStatus status(int row) {
    return rows == null ? answer.status(output, row) : rows.status(row);
  }

  @Override
  public @Nullable Object value(int row) {
    return answer.value(output, row);
  }

  @Override
  public boolean isNumeric() {
    return feature.type().numeric() || feature.type() == Primitive.BOOLEAN;
  }

  @Override
  public double doubleAt(int row) {
    DataType type = feature.type();
    RowValues found = found(row);
    if (found != null && type == Primitive.DOUBLE) {
      return found.doubleAt(place);
    }
    if (found != null && type == Primitive.BIGINT) {
      return found.longAt(place);
    }
    Object value = value(row);
    if (value == null) {
      return Double.NaN;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (!isNumeric()) {
      throw new IllegalStateException(name() + ": " + type() + " (expected: a number)");
    }
    return value instanceof BigDecimal decimal
        ? decimal.doubleValue()
        : ((Number) value).doubleValue();
  }

  @Override
  public long longAt(int row) {
    if (feature.type() == Primitive.BIGINT) {
      RowValues found = found(row);
      if (found != null) {
        return found.longAt(place);
      }
      if (value(row) instanceof Long number) {
        return number;
      }
    }
    throw new IllegalStateException(
        "%s: %s, %s (expected: a bigint that is not NULL)"
            .formatted(name(), type(), isNull(row) ? "NULL" : "a value"));
  }
}
