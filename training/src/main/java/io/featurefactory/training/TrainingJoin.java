package io.featurefactory.training;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins a spine with the logs of a service's views, as {@code docs/spec/training-sets.md} says, in
 * one session of a kernel.
 */
public final class TrainingJoin {
  private final TrainingPlan plan;
  private final TrainingColumns columns;
  private final @Nullable Grain grain;

  /** The join of a plan; an error if the spine does not have what the service needs. */
  public TrainingJoin(TrainingPlan plan) {
    this(plan, null);
  }

  /**
   * The same.
   *
   * @param grain of all views; null for the faster one of each
   */
  TrainingJoin(TrainingPlan plan, @Nullable Grain grain) {
    this.plan = plan;
    this.grain = grain;
    this.columns = new TrainingColumns(plan);
  }

  /** Looks up what the columns are selected from. */
  private void lookUp(KernelSession session) {
    for (ViewSql view : columns.views()) {
      view.served().forEach(session::execute);
      view.by(grain != null ? grain : view.faster(session, plan.spine().rows()));
      view.lookup().forEach(session::execute);
    }
  }

  /**
   * Writes the training set.
   *
   * @param file absolute; replaced if it is there
   * @param format the options of the kernel's COPY
   */
  public TrainingReport write(Kernel kernel, Path file, String format) {
    return write(kernel, file, format, null);
  }

  /**
   * As above.
   *
   * @param progress is told, in another thread, what part of the join is done, 0 to 1; null for
   *     nobody
   */
  public TrainingReport write(
      Kernel kernel, Path file, String format, @Nullable DoubleConsumer progress) {
    for (DerivedFunction function : columns.functions()) {
      kernel.install(function::register);
    }
    try (KernelSession session = kernel.session()) {
      refuseMisfits(session);
      session.execute(columns.values().view(plan.spine().relation()));
      lookUp(session);
      long withoutTime = withoutTime(session);
      Split split = plan.split();
      String part = split == null ? null : split.sql(share -> firstBehind(session, share));
      List<Spine.Column> described = columns.described(session, part);
      session.onProgress(progress);
      long rows =
          session.update(
              "COPY (\n%s\nORDER BY s.%s\n) TO %s (%s)"
                  .formatted(
                      columns.select(part),
                      SpineValues.ROW,
                      SqlText.text(file.toString()),
                      format));
      session.onProgress(null);
      return new TrainingReport(
          rows, withoutTime, counts(session), parts(session, part), described);
    }
  }

  private void refuseMisfits(KernelSession session) {
    for (String misfits : columns.values().misfits(plan.spine().relation())) {
      session.forEach(
          misfits,
          row -> {
            throw TrainingErrors.misfit(
                plan.spine(),
                row.longValue(0),
                row.string(1),
                row.string(2),
                String.valueOf(row.string(3)));
          });
    }
  }

  /** Counts rows without a time; one that never comes, or never was, is an error. */
  private long withoutTime(KernelSession session) {
    return session
        .query(
            "SELECT count(*) FILTER (WHERE __at IS NULL), min(__row) FILTER (WHERE isinf(__at)) FROM spine",
            row -> {
              if (row.value(1) instanceof Long endless) {
                throw TrainingErrors.endlessTime(plan.spine(), endless);
              }
              return row.longValue(0);
            })
        .get(0);
  }

  private static @Nullable Instant firstBehind(KernelSession session, BigDecimal share) {
    String quantile =
        "(SELECT quantile_disc(__at, %s) FROM spine)".formatted(share.toPlainString());
    List<Instant> found = new ArrayList<>();
    session.forEach(
        "SELECT min(__at) FROM spine WHERE __at > " + quantile,
        row -> {
          if (row.value(0) instanceof Instant begin) {
            found.add(begin);
          }
        });
    return found.isEmpty() ? null : found.get(0);
  }

  private List<TrainingReport.View> counts(KernelSession session) {
    List<TrainingReport.View> counts = new ArrayList<>();
    for (ViewSql view : columns.views()) {
      counts.addAll(
          session.query(
              view.counts(),
              row ->
                  new TrainingReport.View(
                      view.view().id(), row.longValue(0), row.longValue(1), row.longValue(2))));
    }
    return counts;
  }

  private Map<String, Long> parts(KernelSession session, @Nullable String part) {
    Map<String, Long> rows = new LinkedHashMap<>();
    Split split = plan.split();
    if (split != null) {
      split.parts().forEach(name -> rows.put(name, 0L));
      session.forEach(
          "SELECT part, count(*) FROM (SELECT %s AS part FROM spine s) GROUP BY part"
              .formatted(part),
          row -> rows.put(String.valueOf(row.string(0)), row.longValue(1)));
    }
    return rows;
  }
}
