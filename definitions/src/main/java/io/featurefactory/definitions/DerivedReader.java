package io.featurefactory.definitions;

import io.featurefactory.definitions.expression.Columns;
import io.featurefactory.definitions.expression.DottedNames;
import io.featurefactory.definitions.expression.ExpressionReader;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureService.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the derived features of a service. */
final class DerivedReader {
  private static final String ASKED_AT = "asked_at";

  private final MappingReader service;
  private final ServiceViews views;
  private final Faults faults;
  private final Map<String, ViewDraft> known;
  private final Columns columns;
  private final Names names;

  DerivedReader(
      MappingReader service,
      ServiceViews views,
      List<Member> members,
      List<Input> inputs,
      Faults faults) {
    this.service = service;
    this.views = views;
    this.faults = faults;
    this.known = views.unambiguous();
    this.names = new Names(faults);
    Map<String, DataType> types = new LinkedHashMap<>();
    inputs.forEach(input -> types.put(input.name(), input.type()));
    types.put(ASKED_AT, Primitive.TIMESTAMP);
    boolean complete = true;
    for (ViewDraft view : known.values()) {
      view.features().forEach((name, type) -> types.put(view.id().name() + "." + name, type));
      complete &= view.complete();
    }
    this.columns = new Columns("feature or input", types, complete);
    inputs.forEach(input -> names.take(input.name(), "name", service.positionOf("inputs")));
    members.stream()
        .map(member -> member.feature().feature().toLowerCase(Locale.ROOT))
        .distinct()
        .forEach(name -> names.take(name, "name", service.positionOf("features")));
  }

  List<Derived> read() {
    List<Derived> derived = new ArrayList<>();
    for (YamlNode item : service.items("derived", "a list of {name, expr}")) {
      Derived feature = derived(item);
      if (feature != null) {
        derived.add(feature);
      }
    }
    return derived;
  }

  private @Nullable Derived derived(YamlNode item) {
    if (!(item instanceof YamlMapping mapping)) {
      faults.add(
          item.position(), DefinitionErrors.unexpected("derived", item.describe(), "{name, expr}"));
      return null;
    }
    MappingReader reader = new MappingReader(mapping, faults);
    YamlScalar name = reader.requiredScalar("name", "the name of the feature");
    YamlScalar text = reader.requiredScalar("expr", "an expression over view.feature");
    String description = reader.textOrEmpty("description");
    reader.refuseOthers();
    Expr expr = text == null ? null : expr(text);
    boolean free =
        name != null
            && Names.isFree(name, "derived feature", faults)
            && names.take(name.text(), "name", name.position());
    return name == null || expr == null || !free
        ? null
        : new Derived(name.text(), expr, description, features(expr));
  }

  private @Nullable Expr expr(YamlScalar text) {
    boolean ambiguous = false;
    for (DottedNames.Use use : DottedNames.of(text.text())) {
      if (views.ambiguous().contains(use.first())) {
        ambiguous = true;
        YamlScalar at =
            new YamlScalar(text.positionAt(use.offset()), use.first(), true, text.start());
        views.faultAmbiguous(at);
      }
    }
    return ambiguous ? null : ExpressionReader.value(text, columns, faults);
  }

  private List<FeatureRef> features(Expr expr) {
    List<FeatureRef> features = new ArrayList<>();
    for (String column : ExprColumns.of(expr)) {
      int dot = column.indexOf('.');
      if (dot > 0) {
        ViewDraft view = java.util.Objects.requireNonNull(known.get(column.substring(0, dot)));
        String name = column.substring(dot + 1);
        DataType type = java.util.Objects.requireNonNull(view.features().get(name));
        views.use(view);
        features.add(new FeatureRef(view.id(), name, type));
      }
    }
    return features;
  }
}
