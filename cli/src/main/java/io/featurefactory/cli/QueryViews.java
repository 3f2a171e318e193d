package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.SqlViews;
import io.featurefactory.control.Plan;
import io.featurefactory.control.PlanItem;
import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The sql views of a project's files. */
final class QueryViews {
  private QueryViews() {}

  /** Those whose log begins anew. */
  static List<FeatureView> anew(Definitions definitions, Plan plan) {
    Set<DefinitionId> ids = new HashSet<>();
    plan.items(PlanItem.New.class).forEach(item -> ids.add(item.id()));
    plan.items(PlanItem.ReplacedDraft.class).forEach(item -> ids.add(item.id()));
    return definitions.views().stream()
        .filter(view -> ids.contains(view.definition().id()))
        .map(Defined::value)
        .filter(view -> view.computation() instanceof Computation.Query)
        .toList();
  }

  /** Checks the queries of those whose log begins anew, before anything is touched. */
  static void check(Project project, Definitions definitions, Plan plan) {
    Set<String> tables = new TreeSet<>();
    for (Defined<Source> source : definitions.sources()) {
      if (source.value().location() instanceof Source.LakeTable table) {
        tables.add("lake." + table.table());
      }
    }
    for (FeatureView view : anew(definitions, plan)) {
      SqlViews.check(project.inputs(), view, tables);
    }
  }
}
