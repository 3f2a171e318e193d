package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Layout;
import io.featurefactory.model.FeatureView.OnlineTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where a view is published. */
final class OnlineReader {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");
  private static final Map<String, Layout> LAYOUTS =
      Map.of("packed", Layout.PACKED, "hash", Layout.HASH);
  private static final String FEATURE = "feature";
  private static final String STORES = "a list of stores such as [default]; [] for offline only";

  private final MappingReader view;
  private final Environment environment;
  private final Faults faults;
  private final Names names;

  OnlineReader(MappingReader view, Environment environment, Faults faults) {
    this.view = view;
    this.environment = environment;
    this.faults = faults;
    this.names = new Names(faults);
  }

  /** The targets that are without mistakes. */
  List<OnlineTarget> read(List<FeatureView.Key> keys, List<FeatureView.Feature> features) {
    List<OnlineTarget> targets = new ArrayList<>();
    if (!view.has("online")) {
      YamlScalar standard = YamlScalar.of("", "default");
      if (!environment.stores().contains(standard.text())) {
        faults.add(
            view.position(),
            DefinitionErrors.unknown("store", standard.text(), environment.stores()));
      }
      return List.of(new OnlineTarget(standard.text(), Layout.PACKED, null, null));
    }
    for (YamlNode item : view.items("online", STORES)) {
      OnlineTarget target = target(item, keys, features);
      if (target != null) {
        targets.add(target);
      }
    }
    return targets;
  }

  /** The names of the stores that a view mentions, or would publish to. */
  static Set<String> mentioned(YamlMapping view) {
    Set<String> names = new TreeSet<>(Set.of("default"));
    if (view.find("online") instanceof YamlSequence list) {
      for (YamlNode item : list.items()) {
        YamlNode store = item instanceof YamlMapping mapping ? mapping.find("store") : item;
        if (store instanceof YamlScalar name) {
          names.add(name.text());
        }
      }
    }
    return names;
  }

  private @Nullable OnlineTarget target(
      YamlNode item, List<FeatureView.Key> keys, List<FeatureView.Feature> features) {
    if (item instanceof YamlScalar store && !store.isNull()) {
      return isKnown(store) ? new OnlineTarget(store.text(), Layout.PACKED, null, null) : null;
    }
    if (!(item instanceof YamlMapping mapping)) {
      faults.add(item.position(), DefinitionErrors.unexpected("online", item.describe(), STORES));
      return null;
    }
    int before = faults.count();
    MappingReader reader = new MappingReader(mapping, faults);
    YamlScalar store = reader.requiredScalar("store", "the name of a store");
    Layout layout = layout(reader);
    YamlScalar key = reader.scalar("key", "a text such as features:ad_id:{ad_id}");
    YamlScalar field = reader.scalar("field", "a text such as {feature}");
    reader.refuseOthers();
    if (store != null && isKnown(store) && layout == Layout.HASH && !keys.isEmpty()) {
      new Templates(keys, features).check(reader, key, field);
    } else if (layout == Layout.PACKED && (key != null || field != null)) {
      faults.add(
          (key != null ? key : java.util.Objects.requireNonNull(field)).position(),
          DefinitionErrors.notWith(key != null ? "key" : "field", "the layout packed"));
    }
    return faults.count() > before || store == null || layout == null
        ? null
        : new OnlineTarget(
            store.text(),
            layout,
            key == null ? null : key.text(),
            field == null ? null : field.text());
  }

  private boolean isKnown(YamlScalar store) {
    if (!environment.stores().contains(store.text())) {
      faults.add(
          store.position(), DefinitionErrors.unknown("store", store.text(), environment.stores()));
      return false;
    }
    return names.take(store.text(), "store", store.position());
  }

  private @Nullable Layout layout(MappingReader reader) {
    YamlScalar name = reader.scalar("layout", "packed or hash");
    if (name == null) {
      return reader.has("layout") ? null : Layout.PACKED;
    }
    Layout layout = LAYOUTS.get(name.text().toLowerCase(Locale.ROOT));
    if (layout == null) {
      faults.add(
          name.position(), DefinitionErrors.unknown("layout", name.text(), LAYOUTS.keySet()));
    }
    return layout;
  }

  /** The templates of the layout hash. */
  private final class Templates {
    private final Set<String> keys = new TreeSet<>();
    private final int features;

    Templates(List<FeatureView.Key> keys, List<FeatureView.Feature> features) {
      keys.forEach(key -> this.keys.add(key.name()));
      this.features = features.size();
    }

    void check(MappingReader reader, @Nullable YamlScalar key, @Nullable YamlScalar field) {
      if (key == null && !reader.has("key")) {
        faults.add(
            reader.position(),
            DefinitionErrors.missing("key", "a text such as features:ad_id:{ad_id}"));
      }
      if (field == null && !reader.has("field")) {
        faults.add(
            reader.position(), DefinitionErrors.missing("field", "a text such as {feature}"));
      }
      if (key == null || field == null) {
        return;
      }
      Set<String> used = new HashSet<>();
      used.addAll(placeholders(key, "key", keys));
      Set<String> inField = new TreeSet<>(keys);
      inField.add(FEATURE);
      used.addAll(placeholders(field, "field", inField));
      for (String wanted : keys) {
        if (!used.contains(wanted)) {
          faults.add(key.position(), DefinitionErrors.templateWithout("key and field", wanted));
        }
      }
      if (features > 1 && !used.contains(FEATURE)) {
        faults.add(field.position(), DefinitionErrors.fieldWithoutFeature(features));
      }
    }

    private Set<String> placeholders(YamlScalar template, String what, Set<String> known) {
      Set<String> found = new HashSet<>();
      Matcher matcher = PLACEHOLDER.matcher(template.text());
      while (matcher.find()) {
        String name = matcher.group(1);
        found.add(name);
        if (!known.contains(name)) {
          faults.add(
              template.positionAt(matcher.start()),
              DefinitionErrors.badTemplate(what, name, known));
        }
      }
      return found;
    }
  }
}
