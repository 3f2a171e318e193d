package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sources that a view uses, as it names them. */
final class ViewSources {
  private final Map<String, SourceDraft> known;
  private final Faults faults;
  private final Map<String, SourceDraft> used = new LinkedHashMap<>();
  private boolean allKnown = true;

  ViewSources(Map<String, SourceDraft> known, Faults faults) {
    this.known = known;
    this.faults = faults;
  }

  /** The source of that name, which is used from now on; null after a fault. */
  @Nullable SourceDraft find(YamlScalar name) {
    SourceDraft source = known.get(name.text());
    if (source == null) {
      allKnown = false;
      faults.add(name.position(), DefinitionErrors.unknown("source", name.text(), known.keySet()));
    } else {
      used.put(source.name(), source);
    }
    return source;
  }

  /** Those that were found, in the order in which they were first named. */
  List<SourceDraft> used() {
    return List.copyOf(used.values());
  }

  /** True if every source that was named is there and without mistakes. */
  boolean allResolved() {
    return allKnown && used.values().stream().allMatch(s -> s.source() != null);
  }
}
