package io.featurefactory.cli.train;

import io.featurefactory.training.ColumnFacts;
import io.featurefactory.training.Leak;
import io.featurefactory.training.Spine;
import io.featurefactory.training.TrainingReport;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a training set was made of, and what came out ({@code docs/spec/training-manifest.md}).
 *
 * @param request with the name and version of the service, and the time column that was found
 * @param serviceHash of the service's document
 * @param spineHash see {@link Spines.Opened}
 * @param snapshots of the tables that the spine was read from
 * @param runsSnapshot of the table of runs
 * @param project name of the one that it was made in
 * @param engine version of DuckDB
 * @param file name of the training set
 * @param digest of the training set
 * @param statistics of its columns; empty if they were not asked for
 * @param leaks what is suspicious
 * @param took of the steps, by name
 */
public record Manifest(
    Instant createdAt,
    String version,
    String project,
    String engine,
    TrainRequest request,
    String serviceHash,
    Spines.Kind spineKind,
    String spineHash,
    Map<String, Long> snapshots,
    long runsSnapshot,
    List<ViewPin> views,
    String file,
    Digest digest,
    TrainingReport report,
    List<ColumnFacts> statistics,
    List<Leak> leaks,
    Map<String, Duration> took) {
  public Manifest {
    snapshots = new TreeMap<>(snapshots);
    views = List.copyOf(views);
    statistics = List.copyOf(statistics);
    leaks = List.copyOf(leaks);
    took = new LinkedHashMap<>(took);
  }

  /** The columns of the training set. */
  public List<Spine.Column> columns() {
    return report.columns();
  }
}
