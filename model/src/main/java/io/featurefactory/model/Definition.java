package io.featurefactory.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A definition in the form in which the registry keeps it. It is opaque: who compares or keeps it
 * never parses an expression.
 *
 * @param owner who answers for it; empty if nobody is named
 * @param document canonical JSON of the whole definition. It stands for itself: the document of a
 *     view holds what it uses of its sources, the one of a service the versions that it is pinned
 *     to
 * @param meaningHash equal if and only if the values are computed alike. Of a view: with what it
 *     uses of its sources. Of a service: of what its author wrote, before {@code *} is expanded and
 *     versions are pinned, so that an applied service stays what it was when files beside it change
 * @param metaHash of all that may change in place: description, owner, tags, checks, online stores,
 *     {@code fresh_within}
 * @param tileHash equal if and only if the tiles of two versions of one view are the same; null for
 *     definitions without tiles
 * @param schema JSON that a lookup needs, so that it reads no definition; {@code {}} for none
 * @param uses what it is defined over: of a view its sources, of a service its pinned views
 * @param lineage the edges that end at its own columns
 */
public record Definition(
    DefinitionId id,
    String owner,
    String description,
    String document,
    String meaningHash,
    String metaHash,
    @Nullable String tileHash,
    String schema,
    List<DefinitionId> uses,
    List<LineageEdge> lineage) {
  public Definition {
    uses = List.copyOf(uses);
    lineage = List.copyOf(lineage);
    for (LineageEdge edge : lineage) {
      if (!edge.to().owner().equals(id)) {
        throw new IllegalArgumentException(
            "lineage of %s: %s (expected: edges that end at its own columns)".formatted(id, edge));
      }
    }
  }
}
