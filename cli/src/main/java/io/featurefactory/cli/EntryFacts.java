package io.featurefactory.cli;

import io.featurefactory.cli.output.Block.Fact;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.AppliedDefinition.Status;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.LineageEdge;
import io.featurefactory.model.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What there is to say of every entry of the catalog. */
final class EntryFacts {
  private final Registry.Snapshot applied;
  private final AppliedDefinition entry;

  EntryFacts(Registry.Snapshot applied, AppliedDefinition entry) {
    this.applied = applied;
    this.entry = entry;
  }

  AppliedDefinition entry() {
    return entry;
  }

  /** All versions that are not retired, in order. */
  private List<String> versions() {
    return applied.definitions().stream()
        .filter(d -> d.status() != Status.RETIRED)
        .map(AppliedDefinition::id)
        .filter(id -> id.kind() == entry.id().kind() && id.name().equals(entry.id().name()))
        .map(id -> Integer.toString(id.version()))
        .toList();
  }

  private List<String> usedBy() {
    return applied.usersOf(entry.id()).stream().map(d -> d.id().toString()).toList();
  }

  /** The columns that a column is computed from, directly. */
  List<String> from(String column) {
    return entry.definition().lineage().stream()
        .filter(edge -> edge.to().column().equals(column))
        .map(LineageEdge::from)
        .map(node -> node.owner().name() + "." + node.column())
        .sorted()
        .distinct()
        .toList();
  }

  Fields json() {
    Duration taken = entry.timeToFirstPublish();
    return Fields.of("kind", entry.id().kind().name().toLowerCase(Locale.ROOT))
        .with("name", entry.id().name())
        .with("version", entry.id().version())
        .with("versions", versions().stream().map(Integer::valueOf).toList())
        .with("status", entry.status().name().toLowerCase(Locale.ROOT))
        .with("owner", entry.definition().owner())
        .with("description", entry.definition().description())
        .with("uses", entry.definition().uses().stream().map(DefinitionId::toString).toList())
        .with("used_by", usedBy())
        .with("applied_at", entry.appliedAt())
        .with("applied_by", entry.appliedBy())
        .with("changed_at", entry.changedAt())
        .with("first_published_at", entry.firstPublishedAt())
        .with("seconds_to_first_publish", taken == null ? null : taken.toMillis() / 1e3);
  }

  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("name", entry.id().toString()));
    if (!entry.definition().description().isEmpty()) {
      facts.add(new Fact("description", entry.definition().description()));
    }
    facts.add(new Fact("owner", entry.definition().owner().isEmpty() ? "-" : owner()));
    String versions = versions().size() > 1 ? ", versions " + String.join(", ", versions()) : "";
    facts.add(new Fact("status", entry.status().name().toLowerCase(Locale.ROOT) + versions));
    if (!entry.definition().uses().isEmpty()) {
      facts.add(
          new Fact(
              "uses",
              String.join(
                  ", ", entry.definition().uses().stream().map(DefinitionId::toString).toList())));
    }
    facts.add(new Fact("used by", usedBy().isEmpty() ? "-" : String.join(", ", usedBy())));
    facts.add(new Fact("applied", Texts.instant(entry.appliedAt()) + " by " + entry.appliedBy()));
    if (entry.id().kind() == DefinitionId.Kind.VIEW) {
      facts.add(new Fact("published", firstPublish()));
    }
    return facts;
  }

  private String owner() {
    return entry.definition().owner();
  }

  private String firstPublish() {
    Duration taken = entry.timeToFirstPublish();
    return taken == null
        ? "not yet"
        : "first %s, %s after apply"
            .formatted(Texts.instant(entry.firstPublishedAt()), Texts.elapsed(taken));
  }
}
