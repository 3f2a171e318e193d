package io.featurefactory.compute;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView.Feature;

/** The SQL of a feature's value over the values that its expression refers to. */
final class FeatureSql {
  private FeatureSql() {}

  /** NULL where a table view has no row; the two zeros of DOUBLE are one. */
  static String value(ViewPlan plan, Feature feature) {
    String sql = "(" + ExpressionSql.render(feature.expr()) + ")::" + Sql.type(feature.type());
    if (plan.presence() != null) {
      sql = "CASE WHEN " + plan.presence() + " THEN " + sql + " END";
    }
    return feature.type() == Primitive.DOUBLE
        ? "if(" + sql + " = 0, 0.0::DOUBLE, " + sql + ")"
        : sql;
  }
}
