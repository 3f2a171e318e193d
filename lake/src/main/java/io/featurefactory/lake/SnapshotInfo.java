package io.featurefactory.lake;

import java.time.Instant;
import java.util.Map;

/**
 * A state of a table that was committed.
 *
 * @param parent 0 for the first
 * @param operation Iceberg's word: append, overwrite, replace, delete
 */
public record SnapshotInfo(
    long id, long parent, Instant committedAt, String operation, Map<String, String> summary) {
  public SnapshotInfo {
    summary = Map.copyOf(summary);
  }
}
