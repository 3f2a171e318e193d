package io.featurefactory.cli.materialize;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.FeatureEngine;
import io.featurefactory.compute.Holder;
import io.featurefactory.model.FeatureView;

/** Makes the engines of views. */
final class Engines {
  private Engines() {}

  /**
   * The engine of a view.
   *
   * @param epoch of the view's lease; 0 for one that only reads
   */
  static FeatureEngine of(Project project, AppliedView applied, TaskWatch watch, long epoch) {
    FeatureView view = applied.view();
    return FeatureEngine.of(
        project.inputs(),
        new WatchedScheduler(project.scheduler(), view.id(), watch),
        project.scripts(),
        view,
        applied.sources(),
        applied.tables(),
        new Holder(view.id().name(), epoch));
  }
}
