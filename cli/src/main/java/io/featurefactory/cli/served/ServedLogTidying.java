package io.featurefactory.cli.served;

import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.Commit;
import io.featurefactory.lake.Housekeeping;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.WriteOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps tables small that get a file every few seconds: after some commits the small files of a day
 * become one, and the snapshots of yesterday go. Another server may do the same at the same time:
 * one of the two comes to nothing.
 */
final class ServedLogTidying {
  private static final int COMMITS = 50;
  private static final long SMALL_BYTES = 32L << 20;
  private static final int FEW_FILES = 8;
  private static final int MOST_FILES = 500;
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
        merge(count.table);
        Instant before = project.clock().instant().minus(KEPT);
        Housekeeping housekeeping = new Housekeeping(project.warehouse(), project.kernel());
        housekeeping.expireSnapshots(count.table.id(), before, List.of());
        housekeeping.removeOrphans(count.table.id(), before);
      }
    }
  }

  private void merge(LakeTable table) {
    Map<List<?>, List<LakeFile>> days = new LinkedHashMap<>();
    for (LakeFile file : table.files(table.currentSnapshot())) {
      if (file.bytes() < SMALL_BYTES) {
        days.computeIfAbsent(file.partition(), day -> new ArrayList<>()).add(file);
      }
    }
    for (List<LakeFile> files : days.values()) {
      if (files.size() >= FEW_FILES) {
        List<LakeFile> some = files.subList(0, Math.min(files.size(), MOST_FILES));
        try (KernelSession session = project.kernel().session()) {
          List<LakeFile> merged =
              session.write(
                  "SELECT * FROM " + table.relation(some), table.target(), WriteOptions.defaults());
          table.commit(Commit.replace(merged, some));
        }
      }
    }
  }
}
