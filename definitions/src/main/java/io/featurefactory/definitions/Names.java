package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What names may look like, and that each is taken once. */
final class Names {
  private static final Pattern DEFINITION = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final Pattern COLUMN =
      Pattern.compile("(?!__)[\\p{L}_][\\p{L}\\p{M}\\p{N}_]{0,126}");

  /** Columns that the product adds to tables of views. */
  private static final Set<String> RESERVED = Set.of("feature_time", "key_hash", "run", "asked_at");

  private final Map<String, Position> taken = new HashMap<>();
  private final Faults faults;

  Names(Faults faults) {
    this.faults = faults;
  }

  /** Of a source, view, service or store; a fault and false for another text. */
  static boolean isDefinition(YamlScalar name, String key, Faults faults) {
    if (DEFINITION.matcher(name.text()).matches()) {
      return true;
    }
    faults.add(name.position(), DefinitionErrors.badName(key, name.written()));
    return false;
  }

  /** Of a column, aggregate, feature or input; a fault and false for another text. */
  static boolean isColumn(YamlScalar name, String key, Faults faults) {
    if (!COLUMN.matcher(name.text()).matches()) {
      faults.add(name.position(), DefinitionErrors.badColumnName(key, name.text()));
      return false;
    }
    return true;
  }

  /** As {@link #isColumn}, and the product does not need the name itself. */
  static boolean isFree(YamlScalar name, String key, Faults faults) {
    if (RESERVED.contains(name.text().toLowerCase(Locale.ROOT))) {
      faults.add(name.position(), DefinitionErrors.reservedName(key, name.text()));
      return false;
    }
    return isColumn(name, key, faults);
  }

  /** Takes a name, whatever its case; a fault and false if it is taken already. */
  boolean take(String name, String what, Position position) {
    Position first = taken.putIfAbsent(name.toLowerCase(Locale.ROOT), position);
    if (first == null) {
      return true;
    }
    faults.add(position, DefinitionErrors.duplicate(what, name, first));
    return false;
  }
}
