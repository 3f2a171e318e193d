package io.featurefactory.training;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.DoubleConsumer;

/** Joins in this process, each plan in one session of the kernel. */
public final class LocalJoiner implements Joiner {
  private final Kernel kernel;
  private final Path folder;

  /**
   * A joiner.
   *
   * @param folder for rows of spines; there, and kept as long as they are joined
   */
  public LocalJoiner(Kernel kernel, Path folder) {
    this.kernel = kernel;
    this.folder = folder;
  }

  @Override
  public TrainingReport write(
      TrainingPlan plan, Path file, String format, DoubleConsumer progress) {
    return new TrainingJoin(plan).write(kernel, file, format, progress);
  }

  @Override
  public Spine select(Spine spine, String where) {
    String file = SqlText.text(folder.resolve(UUID.randomUUID() + ".parquet").toString());
    try (KernelSession session = kernel.session()) {
      long rows =
          session.update(
              "COPY (SELECT * FROM %s WHERE %s) TO %s (FORMAT parquet)"
                  .formatted(spine.relation(), where, file));
      return new Spine(
          spine.name(), "read_parquet(" + file + ")", spine.columns(), spine.texts(), rows);
    }
  }
}
