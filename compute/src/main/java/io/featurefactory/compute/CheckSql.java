package io.featurefactory.compute;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Check;
import io.featurefactory.model.FeatureView.Statistic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The SQL that measures what a view's checks need of the rows of a boundary: for each condition on
 * rows how many break it and one of their keys, for each feature with a statistic what the
 * statistic is made of. Measures of disjoint sets of rows add up.
 */
final class CheckSql {
  private final FeatureView view;
  private final String keyText;

  CheckSql(FeatureView view, String keyText) {
    this.view = view;
    this.keyText = keyText;
  }

  /** A SELECT of one row about the rows of a relation. */
  String measure(String relation) {
    return "SELECT " + measures() + " FROM " + relation;
  }

  /** A SELECT of one row for each boundary at which the relation has rows. */
  String measureByBoundary(String relation) {
    return "SELECT feature_time, " + measures() + " FROM " + relation + " GROUP BY feature_time";
  }

  private String measures() {
    List<String> columns = new ArrayList<>();
    columns.add("count(*) AS changed");
    for (int i = 0; i < view.checks().size(); i++) {
      Check check = view.checks().get(i);
      if (check.perRow()) {
        String broken = "FILTER (WHERE NOT (" + ExpressionSql.render(check.condition()) + "))";
        columns.add("count(*) " + broken + " AS broken_" + i);
        columns.add("min(" + keyText + ") " + broken + " AS example_" + i);
      }
    }
    for (String feature : measuredFeatures(view)) {
      String id = Sql.id(feature);
      columns.add("count(" + id + ") AS " + Sql.id("known_" + feature));
      if (numeric(feature)) {
        columns.add("sum(" + id + "::DOUBLE) AS " + Sql.id("sum_" + feature));
        columns.add("min(" + id + "::DOUBLE) AS " + Sql.id("min_" + feature));
        columns.add("max(" + id + "::DOUBLE) AS " + Sql.id("max_" + feature));
      }
    }
    return String.join(", ", columns);
  }

  private boolean numeric(String feature) {
    return view.features().stream()
        .filter(f -> f.name().equals(feature))
        .map(f -> f.type())
        .anyMatch(DataType::numeric);
  }

  /** The features of which statistics are checked. */
  static Set<String> measuredFeatures(FeatureView view) {
    Set<String> features = new LinkedHashSet<>();
    for (Check check : view.checks()) {
      for (Statistic statistic : check.statistics()) {
        if (statistic.feature() != null) {
          features.add(statistic.feature());
        }
      }
    }
    return features;
  }
}
