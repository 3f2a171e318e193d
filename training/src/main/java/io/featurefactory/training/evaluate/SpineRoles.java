package io.featurefactory.training.evaluate;

import io.featurefactory.training.Spine;
import java.util.Collection;
import java.util.List;

/**
 * What columns of a spine are for in an evaluation.
 *
 * @param label what was wanted
 * @param groups together tell which rows were shown together
 * @param baseline columns that every model gets
 */
public record SpineRoles(String label, List<String> groups, List<String> baseline) {
  public SpineRoles {
    groups = List.copyOf(groups);
    baseline = List.copyOf(baseline);
  }

  /**
   * Returns if the columns are there and can be what they are named for.
   *
   * @throws io.featurefactory.model.FactoryException USER if not
   */
  public void check(List<Spine.Column> spine) {
    Spine.Column labels = require(spine, "--label", label, "the label");
    if (!isNumeric(labels)) {
      throw EvaluateErrors.labelType(labels.name(), labels.type());
    }
    for (String group : groups) {
      require(spine, "--group", group, "the group");
    }
    requireOtherThanLabel(groups, "--group");
    for (String name : baseline) {
      Spine.Column column = require(spine, "--baseline", name, "a column of the spine");
      requireOtherThanLabel(List.of(name), "--baseline");
      if (!isNumeric(column)) {
        throw EvaluateErrors.baselineType(column.name(), column.type());
      }
    }
  }

  private void requireOtherThanLabel(Collection<String> names, String option) {
    for (String name : names) {
      if (name.equalsIgnoreCase(label)) {
        throw EvaluateErrors.twice(name, option + " and --label");
      }
    }
  }

  private static boolean isNumeric(Spine.Column column) {
    return ColumnEncoding.isNumber(column.type()) || column.type().equals("BOOLEAN");
  }

  private static Spine.Column require(
      List<Spine.Column> spine, String option, String name, String what) {
    return spine.stream()
        .filter(c -> c.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                EvaluateErrors.noColumn(
                    option, name, what, spine.stream().map(Spine.Column::name).toList()));
  }
}
