package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A view as far as it could be read.
 *
 * @param name where the name is written
 * @param features those without mistakes
 * @param complete false if a mistake hides features or keys
 * @param sources those that it uses, in the order of the text
 * @param view null after a fault
 */
record ViewDraft(
    ViewId id,
    YamlScalar name,
    YamlMapping written,
    Map<String, DataType> features,
    boolean complete,
    List<SourceDraft> sources,
    @Nullable FeatureView view) {

  /** The sources that are without mistakes. */
  List<Source> resolvedSources() {
    return sources.stream().map(SourceDraft::source).filter(java.util.Objects::nonNull).toList();
  }
}
