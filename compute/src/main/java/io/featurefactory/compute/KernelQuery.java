package io.featurefactory.compute;

import io.featurefactory.lake.Exchange;
import io.featurefactory.lake.ResultFolder;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.model.FeatureView;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query in the dialect of DuckDB, run by the kernel of this process. */
final class KernelQuery implements BoundaryQuery {
  private final ResultFolder folder;
  private final PinnedQuery query;

  /** For results that tasks on other machines read; null if there are no such tasks. */
  private final @Nullable Exchange exchange;

  private final Map<Long, Path> files = new HashMap<>();

  private KernelQuery(ResultFolder folder, PinnedQuery query, @Nullable Exchange exchange) {
    this.folder = folder;
    this.query = query;
    this.exchange = exchange;
  }

  /** Pins the inputs. */
  static KernelQuery open(SourceInputs inputs, FeatureView view, TaskScheduler.Reach reach) {
    ResultFolder folder = ResultFolder.make(inputs.kernel().settings());
    try {
      PinnedQuery query = PinnedQuery.open(inputs, view, folder.path());
      return new KernelQuery(
          folder,
          query,
          reach == TaskScheduler.Reach.ANY_MACHINE ? Exchange.open(inputs.warehouse()) : null);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  @Override
  public Map<String, Long> snapshots() {
    return query.snapshots();
  }

  @Override
  public long records() {
    return query.records();
  }

  @Override
  public String result(Instant boundary, long run) {
    Path file = folder.path().resolve(run + ".parquet");
    query.write(boundary, file);
    files.put(run, file);
    String location = exchange == null ? file.toString() : exchange.put(file);
    return "read_parquet([" + Sql.string(location) + "])";
  }

  @Override
  public void forget(long run) {
    Path file = files.remove(run);
    if (file != null) {
      folder.remove(file);
    }
    if (file != null && exchange != null) {
      exchange.removeFile(String.valueOf(file.getFileName()));
    }
  }

  @Override
  public void close() {
    query.close();
    folder.close();
    if (exchange != null) {
      exchange.close();
    }
  }
}
