package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.Columns;
import io.featurefactory.definitions.expression.ExpressionReader;
import io.featurefactory.definitions.expression.TypeNames;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureView.Feature;
import org.jspecify.annotations.Nullable;

/** Reads the features of a view. */
final class FeatureReader {
  private final Columns columns;
  private final boolean query;
  private final Names names;
  private final Faults faults;

  /**
   * @param columns what expressions are over
   * @param query true if features are columns of a query, of the type that they state
   * @param names those of keys and features before
   */
  FeatureReader(Columns columns, boolean query, Names names, Faults faults) {
    this.columns = columns;
    this.query = query;
    this.names = names;
    this.faults = faults;
  }

  /** A feature; null after a fault. */
  @Nullable Feature read(YamlNode item) {
    if (!(item instanceof YamlMapping mapping)) {
      faults.add(
          item.position(),
          DefinitionErrors.unexpected(
              "features", item.describe(), "{name, expr} with an optional description"));
      return null;
    }
    MappingReader reader = new MappingReader(mapping, faults);
    YamlScalar name = reader.requiredScalar("name", "the name of the feature");
    YamlScalar text = reader.scalar("expr", "an expression");
    String description = reader.textOrEmpty("description");
    YamlScalar type = query ? reader.scalar("type", "a type such as double") : null;
    reader.refuseOthers();
    boolean free =
        name != null
            && Names.isFree(name, "feature", faults)
            && names.take(name.text(), "feature", name.position());
    if (name == null) {
      return null;
    }
    boolean written = reader.has("expr");
    Expr expr = query ? column(name, text, type) : expr(name, text, written);
    return expr == null || !free ? null : new Feature(name.text(), expr, description);
  }

  /** Without an expression the feature is the column of its name. */
  private @Nullable Expr expr(YamlScalar name, @Nullable YamlScalar text, boolean written) {
    if (text == null) {
      return written ? null : ExpressionReader.value(name, columns, faults);
    }
    return ExpressionReader.value(text, columns, faults);
  }

  private @Nullable Expr column(
      YamlScalar name, @Nullable YamlScalar text, @Nullable YamlScalar typeText) {
    if (text != null) {
      faults.add(text.position(), DefinitionErrors.exprInQuery(name.text()));
      return null;
    }
    DataType type = typeText == null ? Primitive.DOUBLE : TypeNames.find(typeText.text());
    if (type == null) {
      faults.add(
          java.util.Objects.requireNonNull(typeText).position(),
          TypeNames.unknown(typeText.text()));
      return null;
    }
    return new Expr.Column(name.text(), type);
  }
}
