package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.ViewId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds views and features by the names that services use. */
final class FeatureNames {
  private static final Pattern FORM =
      Pattern.compile("([a-z][a-z0-9_]*)(?:@([1-9][0-9]{0,8}))?\\.(\\*|[\\p{L}_][^.*@\\s]*)");

  private final Map<String, NavigableMap<Integer, ViewDraft>> views = new TreeMap<>();
  private final Faults faults;

  FeatureNames(List<ViewDraft> drafts, Faults faults) {
    this.faults = faults;
    for (ViewDraft draft : drafts) {
      views
          .computeIfAbsent(draft.id().name(), name -> new TreeMap<>())
          .put(draft.id().version(), draft);
    }
  }

  /** What a service wrote: {@code view[@version].feature}. */
  record Written(String view, @Nullable Integer version, String feature) {
    boolean all() {
      return feature.equals("*");
    }
  }

  /** The parts of a name; null after a fault. */
  @Nullable Written parse(YamlScalar text) {
    Matcher matcher = FORM.matcher(text.text());
    if (!matcher.matches()) {
      faults.add(text.position(), DefinitionErrors.badFeature(text.text()));
      return null;
    }
    String version = matcher.group(2);
    return new Written(
        matcher.group(1), version == null ? null : Integer.valueOf(version), matcher.group(3));
  }

  /**
   * The view of that name and version, or the only one of that name; null after a fault.
   *
   * @param at where it is written
   */
  @Nullable ViewDraft view(YamlScalar at, String name, @Nullable Integer version) {
    NavigableMap<Integer, ViewDraft> versions = views.get(name);
    if (versions == null) {
      faults.add(at.position(), DefinitionErrors.unknown("view", name, views.keySet()));
      return null;
    }
    if (version != null) {
      ViewDraft view = versions.get(version);
      if (view == null) {
        faults.add(at.position(), DefinitionErrors.unknownVersion(name, version, text(versions)));
      }
      return view;
    }
    if (versions.size() > 1) {
      faults.add(at.position(), DefinitionErrors.ambiguousVersion(name, text(versions)));
      return null;
    }
    return versions.firstEntry().getValue();
  }

  /** The feature of a view; null if there is none, after a fault, or if a mistake may hide it. */
  @Nullable FeatureRef feature(YamlScalar at, ViewDraft view, String name) {
    var type = view.features().get(name);
    if (type == null) {
      if (view.complete()) {
        faults.add(
            at.position(),
            DefinitionErrors.unknown("feature of " + view.id(), name, view.features().keySet()));
      }
      return null;
    }
    return new FeatureRef(view.id(), name, type);
  }

  /** The one version of each view that has only one, or that is chosen. */
  Map<String, ViewDraft> unambiguous(Map<String, ViewId> chosen) {
    Map<String, ViewDraft> single = new TreeMap<>();
    views.forEach(
        (name, versions) -> {
          ViewId id = chosen.get(name);
          if (id != null) {
            single.put(name, java.util.Objects.requireNonNull(versions.get(id.version())));
          } else if (versions.size() == 1) {
            single.put(name, versions.firstEntry().getValue());
          }
        });
    return single;
  }

  /** Names of views with several versions. */
  SortedSet<String> ambiguous() {
    SortedSet<String> names = new TreeSet<>();
    views.forEach(
        (name, versions) -> {
          if (versions.size() > 1) {
            names.add(name);
          }
        });
    return names;
  }

  private static String text(NavigableMap<Integer, ViewDraft> versions) {
    return versions.keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
