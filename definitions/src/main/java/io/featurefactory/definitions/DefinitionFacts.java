package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.List;
import java.util.TreeSet;

/** What the registry keeps about definitions. */
final class DefinitionFacts {
  private static final String NO_SCHEMA = "{}";

  private DefinitionFacts() {}

  static Definition of(SourceDraft draft, Source source) {
    return new Definition(
        DefinitionId.source(source.name()),
        text(draft.written(), "owner"),
        text(draft.written(), "description"),
        Documents.of(draft),
        Meaning.of(source),
        Meaning.ofPresentation(draft.written()),
        null,
        NO_SCHEMA,
        List.of(),
        Lineage.of(source));
  }

  static Definition of(ViewDraft draft, FeatureView view) {
    List<Source> sources = draft.resolvedSources();
    return new Definition(
        DefinitionId.view(view.id()),
        view.owner(),
        view.description(),
        Documents.of(draft, view),
        Meaning.of(view, draft.written(), sources),
        Meaning.ofPresentation(draft.written()),
        Meaning.ofTiles(view, sources),
        LookupSchema.of(view).toJson(),
        sources.stream().map(source -> DefinitionId.source(source.name())).toList(),
        Lineage.of(view));
  }

  static Definition of(ServiceDraft draft, FeatureService service) {
    TreeSet<DefinitionId> uses = new TreeSet<>();
    service.members().forEach(m -> uses.add(DefinitionId.view(m.feature().view())));
    service.resolvedKeys().values().forEach(f -> uses.add(DefinitionId.view(f.view())));
    service.derived().stream()
        .flatMap(derived -> derived.features().stream())
        .forEach(feature -> uses.add(DefinitionId.view(feature.view())));
    return new Definition(
        DefinitionId.service(service.name(), service.version()),
        service.owner(),
        service.description(),
        Documents.of(draft, service),
        Meaning.ofService(draft.written()),
        Meaning.ofPresentation(draft.written()),
        null,
        NO_SCHEMA,
        List.copyOf(uses),
        Lineage.of(service));
  }

  private static String text(YamlMapping written, String key) {
    return written.find(key) instanceof YamlScalar scalar ? scalar.text() : "";
  }
}
