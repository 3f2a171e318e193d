package io.featurefactory.testkit.control;

import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.LineageEdge;
import io.featurefactory.model.LineageNode;
import io.featurefactory.model.Registry.Effect;
import io.featurefactory.model.Registry.Entry;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Small definitions for tests: of what they mean, only hashes are left. */
public final class Definitions {
  private Definitions() {}

  /** A source with one column. */
  public static Definition source(String name, String meaning) {
    return definition(DefinitionId.source(name), meaning, "m", null, List.of());
  }

  /** A view over a source; its tiles are those of its meaning. */
  public static Definition view(String name, int version, String meaning, String source) {
    DefinitionId id = DefinitionId.view(new ViewId(name, version));
    return definition(
        id, meaning, "m", "tiles of " + meaning, List.of(DefinitionId.source(source)));
  }

  /** A service over views. */
  public static Definition service(String name, int version, String meaning, ViewId... views) {
    List<DefinitionId> uses = List.of(views).stream().map(DefinitionId::view).toList();
    return definition(DefinitionId.service(name, version), meaning, "m", null, uses);
  }

  /** A definition whose document says its meaning, and whose column comes from what it uses. */
  public static Definition definition(
      DefinitionId id,
      String meaning,
      String meta,
      @Nullable String tiles,
      List<DefinitionId> uses) {
    String document =
        "{\"name\":\"%s\",\"meaning\":\"%s\",\"owner\":\"%s\"}"
            .formatted(id.name(), meaning, "owner " + meta);
    LineageNode value = new LineageNode(id, "value");
    List<LineageEdge> lineage =
        uses.stream().map(used -> new LineageEdge(new LineageNode(used, "value"), value)).toList();
    return new Definition(
        id,
        "owner " + meta,
        "What " + id.name() + " is: 'π'",
        document,
        meaning,
        meta,
        tiles,
        "{}",
        uses,
        lineage);
  }

  /** The entry for a definition, with tables if it is a view. */
  public static Entry entry(Effect effect, Definition definition) {
    DefinitionId id = definition.id();
    String prefix = id.name() + "_v" + id.version();
    ViewTables tables =
        id.kind() == DefinitionId.Kind.VIEW
            ? new ViewTables(prefix + "_tiles", prefix + "_log", prefix + "_state")
            : null;
    return new Entry(effect, definition, tables);
  }
}
