package io.featurefactory.cli.served;

import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.Compaction;
import io.featurefactory.lake.Housekeeping;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps tables small that get a file every few seconds: after some commits the small files of a day
 * become one, and the snapshots of yesterday go. Another server may do the same at the same time:
 * one of the two comes to nothing.
 */
final class ServedLogTidying {
  private static final int COMMITS = 50;
  private static final Duration KEPT = Duration.ofDays(1);

  private final Project project;
  private final Map<TableId, Count> counts = new HashMap<>();

  private static final class Count {
    private final LakeTable table;
    private int commits;

    Count(LakeTable table) {
      this.table = table;
    }
  }

  ServedLogTidying(Project project) {
    this.project = project;
  }

  /** Counts a commit. */
  void committed(LakeTable table) {
    counts.computeIfAbsent(table.id(), id -> new Count(table)).commits++;
  }

  /** Tidies the tables that had some commits since the last time. */
  void tidy() {
    for (Count count : counts.values()) {
      if (count.commits >= COMMITS) {
        count.commits = 0; // also if it fails: then after as many again
        new Compaction(project.kernel()).run(count.table);
        Instant before = project.clock().instant().minus(KEPT);
        Housekeeping housekeeping = new Housekeeping(project.warehouse(), project.kernel());
        housekeeping.expireSnapshots(count.table.id(), before, List.of());
        housekeeping.removeOrphans(count.table.id(), before);
      }
    }
  }
}
