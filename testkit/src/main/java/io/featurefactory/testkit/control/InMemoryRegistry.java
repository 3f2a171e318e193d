package io.featurefactory.testkit.control;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.AppliedDefinition.Status;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Registry;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A registry that lives as long as its object. */
public final class InMemoryRegistry implements Registry {
  private final Clock clock;
  private SortedMap<DefinitionId, AppliedDefinition> definitions = new TreeMap<>();
  private long revision;
  private String lastBy = "nobody";

  public InMemoryRegistry(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Snapshot load() {
    return new Snapshot(revision, List.copyOf(definitions.values()));
  }

  @Override
  public synchronized List<AppliedDefinition> versions(String name) {
    return definitions.values().stream().filter(d -> d.id().name().equals(name)).toList();
  }

  @Override
  public synchronized long apply(Request request) {
    if (request.entries().isEmpty()) {
      return revision;
    }
    requireRevision(request.plannedAgainst());
    SortedMap<DefinitionId, AppliedDefinition> next = new TreeMap<>(definitions);
    for (Entry entry : request.entries()) {
      DefinitionId id = entry.definition().id();
      next.put(id, written(entry, next.get(id), request.by()));
    }
    for (Entry entry : request.entries()) {
      requireUses(next, entry);
    }
    return commit(next, request.by());
  }

  private AppliedDefinition written(Entry entry, @Nullable AppliedDefinition before, String by) {
    if ((before == null) != (entry.effect() == Effect.CREATE)) {
      throw new FactoryException(
          Kind.INTERNAL, entry.definition().id() + " does not fit " + entry.effect());
    }
    Instant now = clock.instant();
    return before == null || entry.effect() == Effect.REPLACE
        ? new AppliedDefinition(entry.definition(), Status.LIVE, entry.tables(), now, by, now, null)
        : new AppliedDefinition(
            entry.definition(),
            Status.LIVE,
            entry.tables(),
            before.appliedAt(),
            before.appliedBy(),
            now,
            before.firstPublishedAt());
  }

  private static void requireUses(
      SortedMap<DefinitionId, AppliedDefinition> definitions, Entry entry) {
    for (DefinitionId used : entry.definition().uses()) {
      AppliedDefinition found = definitions.get(used);
      if (found == null || found.status() == Status.RETIRED) {
        throw new FactoryException(
            Kind.USER,
            "%s uses %s, which is %s"
                .formatted(
                    entry.definition().id(), used, found == null ? "not applied" : "retired"));
      }
    }
  }

  @Override
  public synchronized long retire(DefinitionId id, long plannedAgainst, String by) {
    requireRevision(plannedAgainst);
    AppliedDefinition found = definitions.get(id);
    if (found == null || found.status() == Status.RETIRED) {
      throw new FactoryException(Kind.USER, "There is no " + id);
    }
    List<AppliedDefinition> users = load().usersOf(id);
    if (!users.isEmpty()) {
      throw new FactoryException(Kind.USER, users.get(0).id() + " uses " + id);
    }
    SortedMap<DefinitionId, AppliedDefinition> next = new TreeMap<>(definitions);
    next.put(id, with(found, Status.RETIRED, clock.instant(), found.firstPublishedAt()));
    return commit(next, by);
  }

  @Override
  public synchronized void published(ViewId view, ViewTables tables, Instant at) {
    AppliedDefinition found = definitions.get(DefinitionId.view(view));
    if (found != null && found.firstPublishedAt() == null && hasLog(found, tables)) {
      definitions.put(found.id(), with(found, found.status(), found.changedAt(), at));
    }
  }

  private static boolean hasLog(AppliedDefinition view, ViewTables tables) {
    ViewTables current = view.tables();
    return current != null && current.log().equals(tables.log());
  }

  private void requireRevision(long planned) {
    if (planned != revision) {
      throw new FactoryException(
          Kind.EXTERNAL,
          "The registry is at revision %d (planned against %d), last changed by %s"
              .formatted(revision, planned, lastBy));
    }
  }

  private long commit(SortedMap<DefinitionId, AppliedDefinition> next, String by) {
    Snapshot written = new Snapshot(revision + 1, List.copyOf(next.values()));
    next.replaceAll((id, d) -> with(d, status(written, d), d.changedAt(), d.firstPublishedAt()));
    definitions = next;
    lastBy = by;
    return ++revision;
  }

  private static Status status(Snapshot written, AppliedDefinition definition) {
    if (definition.status() == Status.RETIRED || definition.id().kind() != DefinitionId.Kind.VIEW) {
      return definition.status();
    }
    boolean served =
        written.usersOf(definition.id()).stream()
            .anyMatch(user -> user.id().kind() == DefinitionId.Kind.SERVICE);
    return served ? Status.LIVE : Status.DRAFT;
  }

  private static AppliedDefinition with(
      AppliedDefinition definition,
      Status status,
      Instant changedAt,
      @Nullable Instant firstPublishedAt) {
    return new AppliedDefinition(
        definition.definition(),
        status,
        definition.tables(),
        definition.appliedAt(),
        definition.appliedBy(),
        changedAt,
        firstPublishedAt);
  }
}
