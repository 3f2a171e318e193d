package io.featurefactory.cli.evaluate;

import io.featurefactory.cli.evaluate.MeasuredCost.Stored;
import io.featurefactory.cli.materialize.StoreRuns;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what views have cost: sizes from the tables' files, times from the ledger of runs. */
final class CostReader {
  private static final int PAGE = 500;

  private final Project project;

  CostReader(Project project) {
    this.project = project;
  }

  MeasuredCost of(AppliedView view) {
    ViewId id = view.view().id();
    LakeTable log = project.warehouse().findTable(FeatureTables.log(view.tables()));
    Map<String, Long> logBytes = log == null ? Map.of() : bytesOfColumns(log);
    logBytes.keySet().retainAll(view.view().features().stream().map(f -> f.name()).toList());
    long runs = 0;
    long untimed = 0;
    Duration computing = Duration.ZERO;
    RunLedger.Position after = null;
    do {
      RunLedger.Page page = project.control().runs().page(new RunLedger.Query(id, PAGE, after));
      for (LedgerRun run : page.runs()) {
        if (StoreRuns.isOwn(run)) {
          continue; // it computed nothing
        }
        Duration took = run.duration();
        runs++;
        untimed += took == null ? 1 : 0;
        computing = took == null ? computing : computing.plus(took);
      }
      after = page.next();
    } while (after != null);
    return new MeasuredCost(
        id,
        stored(log),
        view.tables().tiles() == null ? null : stored(find(FeatureTables.tiles(view.tables()))),
        stored(find(FeatureTables.state(view.tables()))),
        logBytes,
        runs,
        computing,
        untimed);
  }

  private @Nullable LakeTable find(TableId table) {
    return project.warehouse().findTable(table);
  }

  private static Stored stored(@Nullable LakeTable table) {
    if (table == null) {
      return Stored.NOTHING;
    }
    List<LakeFile> files = table.files(table.currentSnapshot());
    return new Stored(LakeFile.records(files), files.stream().mapToLong(LakeFile::bytes).sum());
  }

  /** By column, from the footers of the files. */
  private Map<String, Long> bytesOfColumns(LakeTable table) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    List<LakeFile> files = table.files(table.currentSnapshot());
    if (files.isEmpty()) {
      return bytes;
    }
    String paths =
        files.stream().map(f -> SqlText.text(f.path())).collect(Collectors.joining(", "));
    try (KernelSession session = project.kernel().session()) {
      session.forEach(
          """
          -- an element of an array has the path 'feature, list, element'
          SELECT split_part(path_in_schema, ', ', 1), sum(total_compressed_size)::BIGINT
          FROM parquet_metadata([%s]) GROUP BY 1"""
              .formatted(paths),
          row -> bytes.put(String.valueOf(row.string(0)), row.longValue(1)));
    }
    return bytes;
  }
}
