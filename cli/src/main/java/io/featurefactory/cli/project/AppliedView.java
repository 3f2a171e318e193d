package io.featurefactory.cli.project;

import io.featurefactory.control.ViewSchema;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewTables;
import java.util.Map;

/**
 * A view with all that is needed to compute and to publish it.
 *
 * @param sources that it reads, by name
 * @param tables where its rows are
 * @param schema of its online rows
 */
public record AppliedView(
    FeatureView view, Map<String, Source> sources, ViewTables tables, ViewSchema schema) {
  public AppliedView {
    sources = Map.copyOf(sources);
  }
}
