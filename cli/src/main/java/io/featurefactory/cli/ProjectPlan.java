package io.featurefactory.cli;

import io.featurefactory.control.Plan;
import io.featurefactory.control.Planner;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.model.Definition;
import io.featurefactory.model.Registry;
import java.util.ArrayList;
import java.util.List;

/** Plans what the files of a project mean for its registry. */
final class ProjectPlan {
  private ProjectPlan() {}

  static Plan of(Registry.Snapshot applied, Definitions definitions) {
    List<Definition> declared = new ArrayList<>();
    definitions.sources().forEach(d -> declared.add(d.definition()));
    definitions.views().forEach(d -> declared.add(d.definition()));
    definitions.services().forEach(d -> declared.add(d.definition()));
    return Planner.plan(applied, declared);
  }
}
