package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.ConstantText;
import io.featurefactory.definitions.expression.TypeNames;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureService.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: feature_service}. */
final class ServiceReader {
  private static final String FEATURES = "a list such as [ad_performance.ctr_7d, ad_trend.*]";

  private final YamlMapping written;
  private final MappingReader reader;
  private final Faults faults;
  private final FeatureNames names;
  private final ServiceViews views;
  private final List<Member> members = new ArrayList<>();

  private ServiceReader(YamlMapping written, List<ViewDraft> views, Faults faults) {
    this.written = written;
    this.reader = new MappingReader(written, faults);
    this.faults = faults;
    this.names = new FeatureNames(views, faults);
    this.views = new ServiceViews(names, faults);
  }

  /** The service of a document; null if not even its identity can be read. */
  static @Nullable ServiceDraft read(YamlMapping written, List<ViewDraft> views, Faults faults) {
    return new ServiceReader(written, views, faults).read();
  }

  private @Nullable ServiceDraft read() {
    int before = faults.count();
    reader.find("kind");
    YamlScalar name = reader.requiredScalar("name", "a name such as search_ranking");
    boolean named = name != null && Names.isDefinition(name, "name", faults);
    Integer version = reader.positiveInteger("version");
    if (!reader.has("version")) {
      faults.add(reader.position(), DefinitionErrors.missing("version", "version: 1"));
    }
    String description = reader.textOrEmpty("description");
    String owner = reader.textOrEmpty("owner");
    reader.texts("tags", "a list of texts");
    views.pin(reader.mapping("views", "names of views with versions"));
    readMembers();
    Map<String, FeatureRef> keys = keys();
    List<Input> inputs = inputs();
    DerivedReader derived = new DerivedReader(reader, views, members, inputs, faults);
    List<FeatureService.Derived> derivedFeatures = derived.read();
    views.checkKeys(reader, keys);
    YamlScalar store = reader.scalar("store", "a store of its views, such as default");
    if (store != null) {
      views.checkStore(store);
    }
    reader.refuseOthers();
    if (!named || name == null || version == null) {
      return null;
    }
    boolean faulty = faults.count() > before || !views.allResolved();
    FeatureService service =
        faulty
            ? null
            : new FeatureService(
                name.text(),
                version,
                description,
                owner,
                members,
                keys,
                inputs,
                derivedFeatures,
                store == null ? null : store.text());
    return new ServiceDraft(name.text() + " v" + version, name, written, service);
  }

  private void readMembers() {
    List<YamlNode> items = reader.items("features", FEATURES);
    if (!reader.has("features")) {
      faults.add(reader.position(), DefinitionErrors.missing("features", FEATURES));
    } else if (items.isEmpty() && reader.find("features") instanceof YamlSequence empty) {
      faults.add(empty.position(), DefinitionErrors.empty("features", FEATURES));
    }
    Names taken = new Names(faults);
    for (YamlNode item : items) {
      if (item instanceof YamlScalar text && !text.isNull()) {
        addMembers(text, null, taken);
      } else if (item instanceof YamlMapping mapping) {
        MappingReader entry = new MappingReader(mapping, faults);
        YamlScalar text = entry.requiredScalar("feature", "view.feature");
        YamlScalar value = entry.requiredScalar("default", "a value to use instead of NULL");
        entry.refuseOthers();
        if (text != null && value != null) {
          addMembers(text, value, taken);
        }
      } else {
        faults.add(
            item.position(),
            DefinitionErrors.unexpected("features", item.describe(), "view.feature"));
      }
    }
  }

  private void addMembers(YamlScalar text, @Nullable YamlScalar value, Names taken) {
    FeatureNames.Written wanted = names.parse(text);
    ViewDraft view = wanted == null ? null : names.view(text, wanted.view(), wanted.version());
    if (wanted == null || view == null) {
      views.incomplete();
      return;
    }
    views.use(view);
    if (!wanted.all()) {
      addMember(text, view, wanted.feature(), value, taken);
      return;
    }
    if (value != null) {
      faults.add(value.position(), DefinitionErrors.notWith("default", "all features of a view"));
    }
    view.features().keySet().forEach(name -> addMember(text, view, name, null, taken));
  }

  private void addMember(
      YamlScalar at, ViewDraft view, String name, @Nullable YamlScalar value, Names taken) {
    FeatureRef feature = names.feature(at, view, name);
    if (feature == null) {
      views.incomplete();
      return;
    }
    if (taken.take(view.id() + "." + name, "feature", at.position())) {
      members.add(new Member(feature, value == null ? null : defaultValue(value, feature.type())));
    }
  }

  private @Nullable Object defaultValue(YamlScalar text, DataType type) {
    if (type instanceof DataType.Array) {
      faults.add(text.position(), DefinitionErrors.arrayDefault(type));
      return null;
    }
    Object value = ConstantText.find(text.text(), type);
    if (value == null) {
      faults.add(text.position(), DefinitionErrors.badDefault(text.text(), type));
    }
    return value;
  }

  private Map<String, FeatureRef> keys() {
    Map<String, FeatureRef> keys = new LinkedHashMap<>();
    YamlMapping mapping = reader.mapping("keys", "names of keys with features");
    for (YamlMapping.Entry entry :
        mapping == null ? List.<YamlMapping.Entry>of() : mapping.entries()) {
      if (!(entry.value() instanceof YamlScalar text) || text.isNull()) {
        faults.add(
            entry.value().position(),
            DefinitionErrors.unexpected(
                entry.key().text(), entry.value().describe(), "view.feature"));
        continue;
      }
      FeatureNames.Written wanted = names.parse(text);
      FeatureRef feature = wanted == null ? null : views.resolve(text, wanted);
      if (feature != null) {
        keys.put(entry.key().text(), feature);
      }
    }
    return keys;
  }

  private List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    Names taken = new Names(faults);
    YamlMapping mapping = reader.mapping("inputs", "names with types, such as device: string");
    for (YamlMapping.Entry entry :
        mapping == null ? List.<YamlMapping.Entry>of() : mapping.entries()) {
      boolean free =
          Names.isFree(entry.key(), "input", faults)
              && taken.take(entry.key().text(), "input", entry.key().position());
      DataType type = entry.value() instanceof YamlScalar text ? TypeNames.find(text.text()) : null;
      if (type == null) {
        String found =
            entry.value() instanceof YamlScalar text ? text.text() : entry.value().describe();
        faults.add(entry.value().position(), TypeNames.unknown(found));
      } else if (free) {
        inputs.add(new Input(entry.key().text(), type));
      }
    }
    return inputs;
  }
}
