package io.featurefactory.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A definition in the registry.
 *
 * @param tables null for sources and services
 * @param appliedAt when this meaning entered the registry
 * @param appliedBy who did that
 * @param changedAt when it last changed, in place too
 * @param firstPublishedAt when the first run of this meaning was published; null if none was
 */
public record AppliedDefinition(
    Definition definition,
    Status status,
    @Nullable ViewTables tables,
    Instant appliedAt,
    String appliedBy,
    Instant changedAt,
    @Nullable Instant firstPublishedAt) {

  /** How firm a definition is. */
  public enum Status {
    /** A view that no service uses: it may be replaced in place. */
    DRAFT,
    /** In use; a view's or service's meaning is frozen. Sources are always live. */
    LIVE,
    /** Taken out of service; its version is not taken again. */
    RETIRED
  }

  public DefinitionId id() {
    return definition.id();
  }

  /** From {@code apply} to the first publish; null before that. */
  public @Nullable Duration timeToFirstPublish() {
    return firstPublishedAt == null ? null : Duration.between(appliedAt, firstPublishedAt);
  }
}
