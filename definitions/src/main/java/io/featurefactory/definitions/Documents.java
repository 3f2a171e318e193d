package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Json;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Definitions as JSON that stands for itself, for the registry. */
final class Documents {
  /** The key under which the document of a view holds its sources. */
  static final String SOURCES = "sources";

  private Documents() {}

  static String of(SourceDraft source) {
    return Json.of(source.written());
  }

  /** With those columns of its sources that it uses. */
  static String of(ViewDraft draft, FeatureView view) {
    Map<String, Object> document = entries(draft.written());
    List<Object> sources = new ArrayList<>();
    for (SourceDraft source : draft.sources()) {
      if (source.source() != null) {
        sources.add(used(source, UsedColumns.of(view, source.source())));
      }
    }
    if (!sources.isEmpty()) {
      document.put(SOURCES, sources);
    }
    return Json.of(document);
  }

  private static Map<String, Object> used(SourceDraft source, Set<String> columns) {
    Map<String, Object> document = entries(source.written());
    document.keySet().removeAll(Set.of("description", "owner", "tags", StreamReader.KEY));
    if (source.written().find("columns") instanceof YamlMapping all) {
      Map<String, Object> kept = entries(all);
      kept.keySet().retainAll(columns);
      document.put("columns", kept);
    }
    return document;
  }

  /** With its features one by one, and each with its version. */
  static String of(ServiceDraft draft, FeatureService service) {
    Map<String, Object> document = entries(draft.written());
    document.put("features", service.members().stream().map(m -> member(m, draft)).toList());
    if (!service.resolvedKeys().isEmpty()) {
      Map<String, Object> keys = new LinkedHashMap<>();
      service.resolvedKeys().forEach((key, feature) -> keys.put(key, pinned(feature)));
      document.put("keys", keys);
    }
    Map<String, Object> views = new TreeMap<>();
    service.derived().stream()
        .flatMap(derived -> derived.features().stream())
        .map(FeatureRef::view)
        .forEach(view -> views.put(view.name(), view.version()));
    if (!views.isEmpty()) {
      document.put("views", views);
    }
    return Json.of(document);
  }

  private static Object member(Member member, ServiceDraft draft) {
    String name = pinned(member.feature());
    if (member.defaultValue() == null) {
      return name;
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("feature", name);
    document.put("default", writtenDefault(member, draft));
    return document;
  }

  /** As the author wrote it: a text of it could mean another number. */
  private static Object writtenDefault(Member member, ServiceDraft draft) {
    if (draft.written().find("features") instanceof YamlSequence features) {
      for (YamlNode item : features.items()) {
        if (item instanceof YamlMapping mapping
            && mapping.find("feature") instanceof YamlScalar feature
            && mapping.find("default") instanceof YamlScalar value
            && isNameOf(feature.text(), member.feature())) {
          return value;
        }
      }
    }
    return String.valueOf(member.defaultValue());
  }

  private static boolean isNameOf(String text, FeatureRef feature) {
    ViewId view = feature.view();
    return text.equals(view.name() + "." + feature.feature()) || text.equals(pinned(feature));
  }

  private static String pinned(FeatureRef feature) {
    return feature.view().name() + "@" + feature.view().version() + "." + feature.feature();
  }

  private static Map<String, Object> entries(YamlMapping mapping) {
    Map<String, Object> entries = new LinkedHashMap<>();
    mapping.entries().forEach(entry -> entries.put(entry.key().text(), entry.value()));
    return entries;
  }
}
