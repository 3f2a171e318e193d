package io.featurefactory.lake;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A change of a table, which enters as one snapshot or not at all.
 *
 * @param summary entries for the snapshot's summary
 * @param fence null for writers that hold no lease
 */
public record Commit(
    Mode mode,
    List<LakeFile> added,
    List<LakeFile> removed,
    Map<String, String> summary,
    @Nullable Fence fence) {
  /** What the change means for readers that follow the table. */
  public enum Mode {
    /** New rows. */
    APPEND,
    /** Rows take the place of others: for tables that are derived and rebuilt, such as states. */
    OVERWRITE,
    /** The same rows in other files: readers that follow the table see nothing new. */
    REPLACE
  }

  public Commit {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    summary = Map.copyOf(summary);
    if (mode == Mode.APPEND && !removed.isEmpty()) {
      throw new IllegalArgumentException(
          "files removed by an append: %d (expected: none)".formatted(removed.size()));
    }
  }

  /** Adds rows; without files it is a snapshot that only carries its summary. */
  public static Commit append(List<LakeFile> added) {
    return new Commit(Mode.APPEND, added, List.of(), Map.of(), null);
  }

  /** Puts files in the place of others; fails if one of these is no longer there. */
  public static Commit overwrite(List<LakeFile> added, List<LakeFile> removed) {
    return new Commit(Mode.OVERWRITE, added, removed, Map.of(), null);
  }

  /** Writes the same rows in other files; fails if one of the old ones is no longer there. */
  public static Commit replace(List<LakeFile> added, List<LakeFile> removed) {
    return new Commit(Mode.REPLACE, added, removed, Map.of(), null);
  }

  /** With one more entry in the snapshot's summary. */
  public Commit with(String key, String value) {
    Map<String, String> entries = new TreeMap<>(summary);
    entries.put(key, value);
    return new Commit(mode, added, removed, entries, fence);
  }

  /** Held by the fence. */
  public Commit fenced(Fence by) {
    return new Commit(mode, added, removed, summary, by);
  }
}
