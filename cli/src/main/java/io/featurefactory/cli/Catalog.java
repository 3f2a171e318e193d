package io.featurefactory.cli;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.AppliedDefinition.Status;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds applied definitions by the names that users type: {@code ad_trend}, {@code ad_trend@2}. */
final class Catalog {
  private final Registry.Snapshot applied;

  Catalog(Registry.Snapshot applied) {
    this.applied = applied;
  }

  /** All of it that is not retired, in the order of ids. */
  List<AppliedDefinition> current() {
    return applied.definitions().stream().filter(d -> d.status() != Status.RETIRED).toList();
  }

  Registry.Snapshot snapshot() {
    return applied;
  }

  /** The current views; all versions of those that are named, or all where nothing is named. */
  List<AppliedDefinition> views(List<String> names) {
    List<AppliedDefinition> views =
        current().stream().filter(d -> d.id().kind() == DefinitionId.Kind.VIEW).toList();
    if (names.isEmpty()) {
      return views;
    }
    List<AppliedDefinition> named = new ArrayList<>();
    for (String name : names) {
      EntryName wanted = EntryName.parse(name);
      List<AppliedDefinition> found = views.stream().filter(d -> wanted.matches(d.id())).toList();
      if (found.isEmpty()) {
        throw notFound(current(), name, List.of(DefinitionId.Kind.VIEW));
      }
      named.addAll(found);
    }
    return named;
  }

  /**
   * What a name stands for: the version that is named, else the newest.
   *
   * @param kinds that are wanted, the first is preferred
   */
  AppliedDefinition entry(String name, DefinitionId.Kind... kinds) {
    return entry(current(), name, kinds);
  }

  /** As {@link #entry}, among some definitions. */
  static AppliedDefinition entry(
      List<AppliedDefinition> among, String name, DefinitionId.Kind... kinds) {
    EntryName wanted = EntryName.parse(name);
    for (DefinitionId.Kind kind : kinds) {
      List<AppliedDefinition> found =
          among.stream()
              .filter(d -> d.status() != Status.RETIRED)
              .filter(d -> d.id().kind() == kind && wanted.matches(d.id()))
              .toList();
      if (!found.isEmpty()) {
        return found.get(found.size() - 1);
      }
    }
    throw notFound(among, name, List.of(kinds));
  }

  /** Why a name stands for nothing. */
  private static FactoryException notFound(
      List<AppliedDefinition> among, String name, List<DefinitionId.Kind> kinds) {
    EntryName wanted = EntryName.parse(name);
    List<AppliedDefinition> same =
        among.stream()
            .filter(d -> d.status() != Status.RETIRED && d.id().name().equals(wanted.name()))
            .toList();
    List<Integer> versions =
        same.stream()
            .filter(d -> kinds.contains(d.id().kind()))
            .map(d -> d.id().version())
            .toList();
    String nouns = kinds.stream().map(CliErrors::noun).collect(Collectors.joining(" or "));
    if (!versions.isEmpty()) {
      return CliErrors.unknownVersion(name, wanted.name(), versions);
    }
    if (!same.isEmpty()) {
      return CliErrors.otherKind(name, same.get(0).id().kind(), nouns);
    }
    return CliErrors.unknownEntry(
        kinds.size() > 2 ? "definition" : nouns,
        name,
        names(among.stream().filter(d -> kinds.contains(d.id().kind())).toList()));
  }

  private static List<String> names(List<AppliedDefinition> definitions) {
    return definitions.stream().map(d -> d.id().name()).distinct().sorted().toList();
  }
}
