package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts the values of environment variables in the place of <code>${NAME}</code>. */
final class Variables {
  private static final Pattern USE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]*");

  private final Function<String, @Nullable String> values;
  private final Faults faults;

  Variables(Function<String, @Nullable String> values, Faults faults) {
    this.values = values;
    this.faults = faults;
  }

  YamlMapping in(YamlMapping mapping) {
    return new YamlMapping(
        mapping.position(),
        mapping.entries().stream()
            .map(entry -> new YamlMapping.Entry(entry.key(), in(entry.value())))
            .toList());
  }

  private YamlNode in(YamlNode node) {
    if (node instanceof YamlMapping mapping) {
      return in(mapping);
    }
    if (node instanceof YamlSequence sequence) {
      return new YamlSequence(
          sequence.position(), sequence.items().stream().map(this::in).toList());
    }
    return in((YamlScalar) node);
  }

  /** The value is a text, whatever it looks like, and is never looked into again. */
  private YamlScalar in(YamlScalar scalar) {
    Matcher matcher = USE.matcher(scalar.text());
    StringBuilder text = new StringBuilder();
    boolean found = false;
    while (matcher.find()) {
      found = true;
      String value = value(scalar, matcher.group(1), matcher.start());
      matcher.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    matcher.appendTail(text);
    return found
        ? new YamlScalar(scalar.position(), text.toString(), true, scalar.start(), scalar.text())
        : scalar;
  }

  private String value(YamlScalar scalar, String name, int offset) {
    if (!NAME.matcher(name).matches()) {
      faults.add(scalar.positionAt(offset), DefinitionErrors.badVariable("${" + name + "}"));
      return "${" + name + "}";
    }
    String value = values.apply(name);
    if (value == null) {
      faults.add(scalar.positionAt(offset), DefinitionErrors.unsetVariable(name));
      return "${" + name + "}";
    }
    return value;
  }
}
