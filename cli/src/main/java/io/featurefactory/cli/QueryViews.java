package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.SqlViews;
import io.featurefactory.control.Plan;
import io.featurefactory.control.PlanItem;
import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.definitions.FactorySettings.Engine;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The sql views of a project's files, before anything is made of them. */
final class QueryViews {
  private QueryViews() {}

  /**
   * One line for each query that is not one SELECT over tables, or that gives another result each
   * time; and for each script that there is no Spark for, or that does more than ask. What else is
   * wrong with a script, Spark says when it runs.
   */
  static List<String> mistakes(Project project, Definitions definitions) {
    List<String> mistakes = new ArrayList<>();
    for (Defined<FeatureView> view : definitions.views()) {
      if (view.value().computation() instanceof Computation.Query query) {
        try {
          check(project, view.value(), query);
        } catch (FactoryException e) {
          mistakes.add(CliErrors.badQuery(view.position().toString(), view.value().id(), e));
        }
      }
    }
    return mistakes;
  }

  private static void check(Project project, FeatureView view, Computation.Query query) {
    switch (query.dialect()) {
      case DUCKDB -> SqlViews.checkText(project.inputs(), query);
      case SPARK -> {
        if (project.settings().engine() != Engine.SPARK) {
          throw SqlViews.noSpark(view);
        }
        SqlViews.checkScript(view);
      }
    }
  }

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
