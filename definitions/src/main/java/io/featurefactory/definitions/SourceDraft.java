package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.Columns;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.model.EventStream;
import io.featurefactory.model.Source;
import org.jspecify.annotations.Nullable;

/**
 * A source as far as it could be read.
 *
 * @param columns those without mistakes
 * @param source null after a fault
 * @param stream which feeds its table; null if none does, or after a fault
 */
record SourceDraft(
    String name,
    YamlMapping written,
    Columns columns,
    @Nullable Source source,
    @Nullable EventStream stream) {}
