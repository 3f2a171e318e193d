package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.TypeNames;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import org.jspecify.annotations.Nullable;

/** Reads the keys of views. */
final class KeyReader {
  private KeyReader() {}

  /**
   * A key; null after a fault.
   *
   * @param sources that must have the column; null for an sql view, whose keys may state a type
   */
  static FeatureView.@Nullable Key read(
      YamlNode item, @Nullable ViewSources sources, Faults faults) {
    if (item instanceof YamlScalar name && !name.isNull()) {
      return sources == null
          ? key(name, Primitive.VARCHAR, faults)
          : key(name, type(name, sources, faults), faults);
    }
    if (item instanceof YamlMapping mapping && sources == null) {
      MappingReader reader = new MappingReader(mapping, faults);
      YamlScalar name = reader.requiredScalar("name", "the name of a column");
      YamlScalar text = reader.scalar("type", "a type such as string or bigint");
      reader.refuseOthers();
      DataType type = text == null ? Primitive.VARCHAR : TypeNames.find(text.text());
      if (text != null && type == null) {
        faults.add(text.position(), TypeNames.unknown(text.text()));
      }
      return name == null ? null : key(name, type, faults);
    }
    faults.add(
        item.position(),
        DefinitionErrors.unexpected("keys", item.describe(), "the name of a column"));
    return null;
  }

  private static FeatureView.@Nullable Key key(
      YamlScalar name, @Nullable DataType type, Faults faults) {
    if (!Names.isFree(name, "key", faults) || type == null) {
      return null;
    }
    if (type instanceof DataType.Array || type == Primitive.DOUBLE) {
      faults.add(name.position(), DefinitionErrors.keyType(name.text(), type));
      return null;
    }
    return new FeatureView.Key(name.text(), type);
  }

  /** The type that the key has in all sources; null after a fault. */
  private static @Nullable DataType type(YamlScalar name, ViewSources sources, Faults faults) {
    DataType common = null;
    String first = "";
    for (SourceDraft source : sources.used()) {
      DataType type = source.columns().find(name.text());
      if (type == null) {
        if (source.columns().complete()) {
          faults.add(
              name.position(),
              DefinitionErrors.keyMissing(
                  name.text(), source.name(), source.columns().types().keySet()));
        }
      } else if (common == null) {
        common = type;
        first = source.name();
      } else if (!common.equals(type)) {
        faults.add(
            name.position(),
            DefinitionErrors.keyTypesDiffer(name.text(), common, first, type, source.name()));
      }
    }
    return common;
  }
}
