package io.featurefactory.control;

import static java.util.stream.Collectors.joining;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.AppliedDefinition.Status;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.model.Registry;
import io.featurefactory.model.ViewTables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is applied with what the files say, by the rules of versions: the meaning of a view
 * is frozen while a service uses it, the one of a service always, and sources have no versions (a
 * view's meaning holds what it uses of them). Pure: it reads and writes nothing.
 */
public final class Planner {
  private final Registry.Snapshot applied;
  private final List<Definition> declared;
  private final TableNames tables;
  private final List<PlanItem> items = new ArrayList<>();

  private Planner(Registry.Snapshot applied, List<Definition> declared) {
    this.applied = applied;
    this.declared = declared;
    this.tables = new TableNames(applied.revision() + 1);
  }

  /**
   * Makes a plan.
   *
   * @param declared the definitions in the files, each id once, in any order
   */
  public static Plan plan(Registry.Snapshot applied, Collection<Definition> declared) {
    List<Definition> ordered =
        declared.stream().sorted(Comparator.comparing(Definition::id)).toList();
    Planner planner = new Planner(applied, ordered);
    planner.compare();
    return new Plan(applied.revision(), planner.items);
  }

  private void compare() {
    Set<DefinitionId> ids = new HashSet<>();
    for (Definition definition : declared) {
      if (!ids.add(definition.id())) {
        throw new IllegalArgumentException(definition.id() + " (expected: each definition once)");
      }
      keepTiles(definition);
    }
    declared.forEach(this::compare);
    applied.definitions().stream()
        .filter(a -> a.status() != Status.RETIRED && !ids.contains(a.id()))
        .forEach(a -> items.add(new PlanItem.LeftFiles(a, usersOf(a.id()))));
    items.sort(Comparator.comparing(PlanItem::id));
  }

  /** Tiles that stand after the plan can be reused; those of other versions stand as they are. */
  private void keepTiles(Definition definition) {
    applied.definitions().stream()
        .filter(a -> a.id().kind() == Kind.VIEW && a.status() != Status.RETIRED)
        .filter(a -> a.id().name().equals(definition.id().name()))
        .filter(a -> declaredAs(a.id()).allMatch(d -> sameMeaning(a, d) || sameTiles(a, d)))
        .forEach(a -> tables.keep(a.definition(), a.tables()));
  }

  private Stream<Definition> declaredAs(DefinitionId id) {
    return declared.stream().filter(d -> d.id().equals(id));
  }

  private void compare(Definition definition) {
    @Nullable AppliedDefinition before = applied.find(definition.id());
    if (before == null) {
      create(definition, null);
    } else if (before.status() == Status.RETIRED) {
      revive(definition, before);
    } else if (sameMeaning(before, definition)) {
      keep(definition, before);
    } else {
      change(definition, before);
    }
  }

  private void create(Definition definition, @Nullable AppliedDefinition retired) {
    boolean view = definition.id().kind() == Kind.VIEW;
    items.add(new PlanItem.New(definition, retired, view ? newTables(definition, null) : null));
  }

  private void revive(Definition definition, AppliedDefinition before) {
    if (definition.id().kind() == Kind.SOURCE) {
      create(definition, before);
    } else {
      refuse(definition, before, List.of());
    }
  }

  private void keep(Definition definition, AppliedDefinition before) {
    Definition old = before.definition();
    boolean moved = !old.uses().equals(definition.uses());
    boolean frozen = moved && definition.id().kind() == Kind.SERVICE;
    if (!old.metaHash().equals(definition.metaHash())) {
      Definition next = frozen ? withMeta(old, definition) : definition;
      List<FieldChange> changes =
          frozen ? metaChanges(old, definition) : DocumentDiff.between(old, definition);
      items.add(new PlanItem.ChangedInPlace(next, before.tables(), changes));
    } else if (!frozen) {
      items.add(new PlanItem.Unchanged(definition.id()));
    }
    if (frozen) {
      items.add(new PlanItem.StaysPinned(definition.id(), old.uses(), definition.uses()));
    }
  }

  private void change(Definition definition, AppliedDefinition before) {
    List<DefinitionId> users = usersOf(definition.id());
    switch (definition.id().kind()) {
      case SOURCE ->
          items.add(
              new PlanItem.ChangedInPlace(
                  definition, null, DocumentDiff.between(before.definition(), definition)));
      case SERVICE -> refuse(definition, before, List.of());
      case VIEW -> {
        if (users.isEmpty()) {
          replaceDraft(definition, before);
        } else {
          refuse(definition, before, users);
        }
      }
    }
  }

  private void replaceDraft(Definition definition, AppliedDefinition before) {
    items.add(
        new PlanItem.ReplacedDraft(
            definition,
            before,
            newTables(definition, before),
            DocumentDiff.between(before.definition(), definition)));
  }

  private ViewTables newTables(Definition definition, @Nullable AppliedDefinition before) {
    TableNames.@Nullable Tiles reused = tables.findTiles(definition);
    if (reused != null) {
      items.add(
          new PlanItem.ReusesTiles(definition.id().viewId(), reused.madeBy(), reused.table()));
    }
    ViewTables chosen = tables.choose(definition, reused, before != null);
    tables.keep(definition, chosen);
    return chosen;
  }

  private void refuse(Definition definition, AppliedDefinition before, List<DefinitionId> users) {
    List<FieldChange> changes = DocumentDiff.between(before.definition(), definition);
    String told =
        changes.isEmpty()
            ? "nothing in its text"
            : changes.stream().map(FieldChange::toString).collect(joining("; "));
    int next = nextVersion(definition.id());
    items.add(
        new PlanItem.NeedsNewVersion(
            definition.id(),
            changes,
            users,
            next,
            ControlErrors.needsNewVersion(before, users, told, next)));
  }

  private int nextVersion(DefinitionId id) {
    return 1
        + Stream.concat(
                applied.definitions().stream().map(AppliedDefinition::id),
                declared.stream().map(Definition::id))
            .filter(other -> other.kind() == id.kind() && other.name().equals(id.name()))
            .mapToInt(DefinitionId::version)
            .max()
            .orElse(id.version());
  }

  private List<DefinitionId> usersOf(DefinitionId id) {
    return applied.usersOf(id).stream().map(AppliedDefinition::id).toList();
  }

  private static boolean sameMeaning(AppliedDefinition before, Definition after) {
    return before.definition().meaningHash().equals(after.meaningHash());
  }

  private static boolean sameTiles(AppliedDefinition before, Definition after) {
    String hash = before.definition().tileHash();
    return hash != null && hash.equals(after.tileHash());
  }

  /** A frozen service with other people's words: what it was pinned to stays. */
  private static Definition withMeta(Definition frozen, Definition inFiles) {
    return new Definition(
        frozen.id(),
        inFiles.owner(),
        inFiles.description(),
        frozen.document(),
        frozen.meaningHash(),
        inFiles.metaHash(),
        frozen.tileHash(),
        frozen.schema(),
        frozen.uses(),
        frozen.lineage());
  }

  private static List<FieldChange> metaChanges(Definition before, Definition after) {
    List<FieldChange> changes = new ArrayList<>();
    for (FieldChange change : DocumentDiff.between(before, after)) {
      if (Set.of("owner", "description", "tags").contains(change.path())) {
        changes.add(change);
      }
    }
    return changes;
  }
}
