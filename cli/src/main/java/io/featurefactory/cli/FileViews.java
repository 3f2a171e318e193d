package io.featurefactory.cli;

import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds views as they stand in the files. */
final class FileViews {
  private FileViews() {}

  /** The version that is named, else the newest. */
  static FeatureView find(Definitions definitions, String name) {
    EntryName wanted = EntryName.parse(name);
    List<FeatureView> found =
        definitions.views().stream()
            .map(Defined::value)
            .filter(view -> wanted.matches(DefinitionId.view(view.id())))
            .toList();
    if (found.isEmpty()) {
      throw CliErrors.unknownInFiles(
          name, definitions.views().stream().map(v -> v.value().id().name()).distinct().toList());
    }
    return found.get(found.size() - 1);
  }

  /** All sources by name. */
  static Map<String, Source> sources(Definitions definitions) {
    Map<String, Source> sources = new HashMap<>();
    definitions.sources().forEach(s -> sources.put(s.value().name(), s.value()));
    return sources;
  }
}
