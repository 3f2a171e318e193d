package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.FeatureService;
import org.jspecify.annotations.Nullable;

/**
 * A service as far as it could be read.
 *
 * @param service null after a fault
 */
record ServiceDraft(
    String key, YamlScalar name, YamlMapping written, @Nullable FeatureService service) {}
