package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.EventStream;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Reads definitions: from YAML files, or from the documents that the registry keeps.
 *
 * <p>All mistakes are found before anything is returned; each is one line of the exception's
 * message, {@code features/ads.yaml:12:9: unknown column 'ad_idd' (did you mean 'ad_id'?)}, by file
 * and line.
 */
public final class DefinitionReader {
  private static final List<String> KINDS = List.of("source", "feature_view", "feature_service");

  private final Environment environment;
  private final Faults faults = new Faults();
  private final Map<String, List<YamlMapping>> documents = new HashMap<>();
  private final Map<String, SourceDraft> sources = new LinkedHashMap<>();
  private final List<ViewDraft> views = new ArrayList<>();
  private final List<ServiceDraft> services = new ArrayList<>();

  private DefinitionReader(Environment environment) {
    this.environment = environment;
    KINDS.forEach(kind -> documents.put(kind, new ArrayList<>()));
  }

  /**
   * The definitions of files.
   *
   * @throws FactoryException USER with one line for each mistake
   */
  public static Definitions read(List<DefinitionFile> files, Environment environment) {
    return read(files, List.of(), environment);
  }

  /**
   * The definitions of files, whose services may use views that only the registry has.
   *
   * @param applied what the registry has, of any kind; views that are in the files too are ignored
   * @return only what is in the files
   * @throws FactoryException USER with one line for each mistake
   */
  public static Definitions read(
      List<DefinitionFile> files, List<Definition> applied, Environment environment) {
    DefinitionReader reader = new DefinitionReader(environment);
    files.forEach(reader::parse);
    reader.readSources();
    reader.readViews();
    Set<ViewDraft> written = new HashSet<>(reader.views);
    reader.readAppliedViews(applied);
    reader.readServices();
    reader.faults.throwIfAny();
    return reader.definitions(written);
  }

  /**
   * The definitions of documents that the registry keeps; each stands for itself, but for services,
   * whose views must be among the documents.
   *
   * @throws FactoryException USER with one line for each mistake, which only a document that was
   *     not made by this class can have
   */
  public static Definitions restore(List<Definition> applied, Environment environment) {
    DefinitionReader reader = new DefinitionReader(environment);
    reader.readAppliedViews(applied);
    for (Definition definition : applied) {
      if (definition.id().kind() != DefinitionId.Kind.VIEW) {
        reader.parse(file(definition));
      }
    }
    reader.readSources();
    reader.readServices();
    reader.faults.throwIfAny();
    return reader.definitions(new HashSet<>(reader.views));
  }

  private static DefinitionFile file(Definition definition) {
    return DefinitionFile.of("registry: " + definition.id(), definition.document());
  }

  private void parse(DefinitionFile file) {
    for (YamlNode document : YamlFiles.parse(file, faults)) {
      if (!(document instanceof YamlMapping mapping)) {
        faults.add(document.position(), DefinitionErrors.notAMapping(document.describe()));
        continue;
      }
      YamlNode kind = mapping.find("kind");
      if (kind instanceof YamlScalar name && documents.containsKey(name.text())) {
        documents.get(name.text()).add(mapping);
      } else if (kind instanceof YamlScalar name && !name.isNull()) {
        faults.add(name.position(), DefinitionErrors.unknown("kind", name.text(), KINDS));
      } else {
        Position position = kind == null ? mapping.position() : kind.position();
        String expectation = "one of " + String.join(", ", KINDS);
        faults.add(position, DefinitionErrors.missing("kind", expectation));
      }
    }
  }

  private List<YamlMapping> documents(String kind) {
    return Objects.requireNonNull(documents.get(kind));
  }

  private void readSources() {
    Names names = new Names(faults);
    Map<String, String> fed = new HashMap<>();
    for (YamlMapping document : documents("source")) {
      SourceDraft source = SourceReader.read(document, faults);
      if (source != null && names.take(source.name(), "source", document.position())) {
        sources.put(source.name(), source);
        EventStream stream = source.stream();
        String other = stream == null ? null : fed.put(stream.table(), source.name());
        if (stream != null && other != null) {
          faults.add(
              document.position(), DefinitionErrors.fedTwice(stream.table(), other, source.name()));
        }
      }
    }
  }

  private void readViews() {
    Names names = new Names(faults);
    for (YamlMapping document : documents("feature_view")) {
      ViewDraft view = ViewReader.read(document, sources, environment, faults);
      if (view != null
          && names.take(view.id().toString(), "feature view", view.name().position())) {
        views.add(view);
      }
    }
  }

  /** Views of the registry; their documents hold their sources. */
  private void readAppliedViews(List<Definition> applied) {
    for (Definition definition : applied) {
      boolean view =
          definition.id().kind() == DefinitionId.Kind.VIEW
              && views.stream().noneMatch(v -> v.id().equals(definition.id().viewId()));
      List<YamlNode> document = view ? YamlFiles.parse(file(definition), faults) : List.of();
      if (!document.isEmpty() && document.get(0) instanceof YamlMapping mapping) {
        // Which stores there are now does not change what was applied.
        Environment then =
            new Environment(OnlineReader.mentioned(mapping), environment.publishDelay());
        ViewDraft draft =
            ViewReader.read(withoutSources(mapping), embeddedSources(mapping), then, faults);
        if (draft != null) {
          views.add(draft);
        }
      }
    }
  }

  private Map<String, SourceDraft> embeddedSources(YamlMapping view) {
    Map<String, SourceDraft> embedded = new LinkedHashMap<>();
    if (view.find(Documents.SOURCES) instanceof YamlSequence list) {
      for (YamlNode item : list.items()) {
        SourceDraft source =
            item instanceof YamlMapping mapping ? SourceReader.read(mapping, faults) : null;
        if (source != null) {
          embedded.put(source.name(), source);
        }
      }
    }
    return embedded;
  }

  private static YamlMapping withoutSources(YamlMapping view) {
    return new YamlMapping(
        view.position(),
        view.entries().stream()
            .filter(entry -> !entry.key().text().equals(Documents.SOURCES))
            .toList());
  }

  private void readServices() {
    Names names = new Names(faults);
    for (YamlMapping document : documents("feature_service")) {
      ServiceDraft service = ServiceReader.read(document, views, faults);
      if (service != null
          && names.take(service.key(), "feature service", service.name().position())) {
        services.add(service);
      }
    }
  }

  private Definitions definitions(Set<ViewDraft> wanted) {
    List<Defined<Source>> allSources = new ArrayList<>();
    for (SourceDraft draft : sources.values()) {
      Source source = Objects.requireNonNull(draft.source());
      allSources.add(
          new Defined<>(
              source,
              DefinitionFacts.of(draft, source),
              draft.written().position(),
              SourceReader.columnPositions(draft.written())));
    }
    List<Defined<FeatureView>> allViews = new ArrayList<>();
    for (ViewDraft draft : views) {
      if (wanted.contains(draft)) {
        FeatureView view = Objects.requireNonNull(draft.view());
        allViews.add(
            new Defined<>(view, DefinitionFacts.of(draft, view), draft.written().position()));
      }
    }
    List<Defined<FeatureService>> allServices = new ArrayList<>();
    for (ServiceDraft draft : services) {
      FeatureService service = Objects.requireNonNull(draft.service());
      allServices.add(
          new Defined<>(service, DefinitionFacts.of(draft, service), draft.written().position()));
    }
    List<EventStream> streams = new ArrayList<>();
    for (SourceDraft draft : sources.values()) {
      EventStream stream = draft.stream();
      if (stream != null) {
        streams.add(stream);
      }
    }
    return new Definitions(sorted(allSources), sorted(allViews), sorted(allServices), streams);
  }

  private static <T> List<Defined<T>> sorted(List<Defined<T>> definitions) {
    return definitions.stream()
        .sorted(Comparator.comparing(defined -> defined.definition().id()))
        .toList();
  }
}
