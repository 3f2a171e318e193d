package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The views that a service uses, and their versions. */
final class ServiceViews {
  private final FeatureNames names;
  private final Faults faults;
  private final Map<ViewId, ViewDraft> used = new LinkedHashMap<>();
  private final Map<String, ViewId> pinned = new TreeMap<>();
  private boolean complete = true;

  ServiceViews(FeatureNames names, Faults faults) {
    this.names = names;
    this.faults = faults;
  }

  /** A mistake hides some of the views. */
  void incomplete() {
    complete = false;
  }

  /** True if no mistake hides any, and none has one itself. */
  boolean allResolved() {
    return complete && used.values().stream().allMatch(view -> view.view() != null);
  }

  void use(ViewDraft view) {
    used.put(view.id(), view);
  }

  /** The versions that keys and derived features use. */
  void pin(@Nullable YamlMapping mapping) {
    if (mapping == null) {
      return;
    }
    for (YamlMapping.Entry entry : mapping.entries()) {
      String text = entry.value() instanceof YamlScalar scalar ? scalar.text() : "";
      if (!text.matches("[1-9][0-9]{0,8}")) {
        faults.add(
            entry.value().position(),
            DefinitionErrors.unexpected(
                entry.key().text(), entry.value().describe(), "a version such as 1"));
        continue;
      }
      ViewDraft view = names.view(entry.key(), entry.key().text(), Integer.valueOf(text));
      if (view != null) {
        pinned.put(view.id().name(), view.id());
      }
    }
  }

  /** The version that is pinned, or that members use, if it is one. */
  Map<String, ViewId> chosen() {
    Map<String, ViewId> chosen = new TreeMap<>(pinned);
    for (ViewId id : used.keySet()) {
      boolean single = used.keySet().stream().filter(v -> v.name().equals(id.name())).count() == 1;
      if (single) {
        chosen.putIfAbsent(id.name(), id);
      }
    }
    return chosen;
  }

  /** The feature that a key is looked up in; null after a fault. */
  @Nullable FeatureRef resolve(YamlScalar at, FeatureNames.Written wanted) {
    if (wanted.all()) {
      faults.add(at.position(), DefinitionErrors.badFeature(at.text()));
      return null;
    }
    Integer version = wanted.version();
    ViewId chosen = chosen().get(wanted.view());
    if (version == null && chosen != null) {
      version = Integer.valueOf(chosen.version());
    }
    ViewDraft view = version(at, wanted.view(), version);
    FeatureRef feature = view == null ? null : names.feature(at, view, wanted.feature());
    if (view == null || feature == null) {
      incomplete();
      return null;
    }
    use(view);
    return feature;
  }

  private @Nullable ViewDraft version(YamlScalar at, String view, @Nullable Integer version) {
    String versions = versionsOf(view);
    if (version == null && versions.contains(",")) {
      faults.add(at.position(), DefinitionErrors.twoVersionsInDerived(view, versions));
      return null;
    }
    return names.view(at, view, version);
  }

  /** The versions of a view that members use, as text. */
  String versionsOf(String view) {
    return used.keySet().stream()
        .filter(id -> id.name().equals(view))
        .map(id -> String.valueOf(id.version()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** The views that derived features may use without a version. */
  Map<String, ViewDraft> unambiguous() {
    return names.unambiguous(chosen());
  }

  /** Views with several versions of which none is chosen. */
  Set<String> ambiguous() {
    Set<String> ambiguous = new TreeSet<>(names.ambiguous());
    ambiguous.removeAll(chosen().keySet());
    return ambiguous;
  }

  /** A fault: the view is named where no version is chosen. */
  void faultAmbiguous(YamlScalar name) {
    if (!versionsOf(name.text()).isEmpty()) {
      faults.add(
          name.position(),
          DefinitionErrors.twoVersionsInDerived(name.text(), versionsOf(name.text())));
    } else {
      names.view(name, name.text(), null);
    }
  }

  /** Keys of one name have one type, and looked up keys are keys, of their type, in no circle. */
  void checkKeys(MappingReader reader, Map<String, FeatureRef> resolved) {
    Map<String, DataType> types = new TreeMap<>();
    Map<String, String> first = new TreeMap<>();
    for (ViewDraft draft : used.values()) {
      for (FeatureView.Key key : keysOf(draft)) {
        DataType firstType = types.putIfAbsent(key.name(), key.type());
        String view = first.putIfAbsent(key.name(), draft.id().toString());
        if (firstType != null && view != null && !firstType.equals(key.type())) {
          faults.add(
              reader.positionOf("features"),
              DefinitionErrors.keyTypesDifferInViews(
                  key.name(), firstType, view, key.type(), draft.id().toString()));
        }
      }
    }
    YamlMapping written = reader.mapping("keys", "names of keys with features");
    for (YamlMapping.Entry entry :
        written == null ? List.<YamlMapping.Entry>of() : written.entries()) {
      FeatureRef feature = resolved.get(entry.key().text());
      if (feature != null) {
        checkKey(entry, feature, types, resolved);
      }
    }
  }

  /** One of its views at least is published there. */
  void checkStore(YamlScalar store) {
    Set<String> stores = new TreeSet<>();
    for (ViewDraft draft : used.values()) {
      FeatureView view = draft.view();
      if (view != null) {
        view.online().forEach(target -> stores.add(target.store()));
      }
    }
    if (allResolved() && !stores.contains(store.text())) {
      faults.add(store.position(), DefinitionErrors.storeOfNoView(store.text(), stores));
    }
  }

  private void checkKey(
      YamlMapping.Entry entry,
      FeatureRef feature,
      Map<String, DataType> types,
      Map<String, FeatureRef> resolved) {
    String key = entry.key().text();
    Position position = entry.key().position();
    DataType type = types.get(key);
    if (type == null) {
      if (allResolved()) {
        faults.add(position, DefinitionErrors.notAKey(key, types.keySet()));
      }
      return;
    }
    String name = feature.view().name() + "." + feature.feature();
    if (!type.equals(feature.type())) {
      faults.add(
          entry.value().position(),
          DefinitionErrors.resolvedKeyType(key, type, name, feature.type()));
    } else if (needs(feature.view(), key, resolved, new HashSet<>())) {
      faults.add(entry.value().position(), DefinitionErrors.keyCycle(key, name));
    }
  }

  /** True if a lookup in the view needs the key, directly or by looking up others. */
  private boolean needs(
      ViewId view, String key, Map<String, FeatureRef> resolved, Set<ViewId> seen) {
    ViewDraft draft = used.get(view);
    if (draft == null || !seen.add(view)) {
      return false;
    }
    for (FeatureView.Key own : keysOf(draft)) {
      FeatureRef next = resolved.get(own.name());
      if (own.name().equals(key) || (next != null && needs(next.view(), key, resolved, seen))) {
        return true;
      }
    }
    return false;
  }

  private static List<FeatureView.Key> keysOf(ViewDraft draft) {
    return draft.view() == null ? List.of() : draft.view().keys();
  }
}
