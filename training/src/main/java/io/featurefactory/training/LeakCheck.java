package io.featurefactory.training;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.ViewId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for values that serving could not have had, on a sample of the rows that have a label.
 *
 * <p>Each feature by itself is held against the label by the area under the ROC curve (AUC). Then
 * the sample is joined again as if everything had become available a day later, or a hop where that
 * is longer. What a key has done over days tells about as much then; a window that holds the event
 * of the label itself does not.
 */
public final class LeakCheck {
  private static final long SAMPLE = 100_000;
  private static final double LIKE_THE_LABEL = 0.95;
  private static final double LEAST_LOSS = 0.1;
  private static final double SHARE_LOST = 0.5;
  private static final double STANDARD_ERRORS = 5;
  private static final Duration LAG = Duration.ofDays(1);
  private static final Pattern NUMBERS =
      Pattern.compile("BIGINT|INTEGER|SMALLINT|TINYINT|DOUBLE|FLOAT|BOOLEAN|DECIMAL.*");

  private final TrainingPlan plan;
  private final Spine.Column label;
  private final Path folder;

  /**
   * A check.
   *
   * @param label column of the spine, a number or a truth value; what is above its mean is positive
   * @param folder for what is joined; there
   */
  public LeakCheck(TrainingPlan plan, String label, Path folder) {
    this.plan = plan;
    Spine.Column column = plan.spine().find(label);
    if (column == null) {
      throw TrainingErrors.noColumn(plan.spine(), "the label", label, "--label");
    }
    if (!NUMBERS.matcher(column.shown()).matches()) {
      throw TrainingErrors.labelType(plan.spine(), column);
    }
    this.label = column;
    this.folder = folder;
  }

  /**
   * What is suspicious, in the order of the columns.
   *
   * @param kernel of this process
   */
  public List<Leak> run(Joiner joiner, Kernel kernel) {
    Spine sample = sample(joiner);
    TrainingReport report = join(joiner, plan.views(), sample, "now");
    join(joiner, lagged(), sample, "lagged");
    try (KernelSession session = kernel.session()) {
      List<Leak> leaks = new ArrayList<>();
      for (Spine.Column column : report.columns()) {
        if (!column.name().equals(label.name())) {
          boolean own = plan.spine().find(column.name()) != null;
          Leak leak = own ? ofSpine(session, column) : ofFeature(session, column);
          if (leak != null) {
            leaks.add(leak);
          }
        }
      }
      return leaks;
    }
  }

  private Spine sample(Joiner joiner) {
    long step = Math.max(1, plan.spine().rows() / SAMPLE);
    return joiner.select(
        plan.spine(),
        "file_row_number %% %d = 0 AND %s IS NOT NULL".formatted(step, SqlText.name(label.name())));
  }

  private Map<ViewId, ViewLog> lagged() {
    Map<ViewId, ViewLog> lagged = new LinkedHashMap<>();
    plan.views()
        .forEach(
            (id, view) ->
                lagged.put(id, view.later(view.every().compareTo(LAG) > 0 ? view.every() : LAG)));
    return lagged;
  }

  private TrainingReport join(
      Joiner joiner, Map<ViewId, ViewLog> views, Spine sample, String name) {
    TrainingPlan part =
        new TrainingPlan(
            plan.service(),
            views,
            sample,
            plan.mapping(),
            new TrainingPlan.Columns(plan.columns().names(), TrainingPlan.Types.EXACT, Set.of()),
            null);
    return joiner.write(part, file(name), "FORMAT parquet", share -> {});
  }

  private Path file(String name) {
    return folder.resolve(name + ".parquet");
  }

  private @Nullable Leak ofSpine(KernelSession session, Spine.Column column) {
    Auc auc = auc(session, "now", column);
    return auc == null ? null : likeTheLabel(column, auc);
  }

  private @Nullable Leak ofFeature(KernelSession session, Spine.Column column) {
    if (column.type().equals("TIMESTAMP")) {
      return inTheFuture(session, column);
    }
    Auc now = auc(session, "now", column);
    Auc before = auc(session, "lagged", column);
    if (now == null) {
      return null;
    }
    if (before != null && now.collapses(before)) {
      return new Leak(
          column.name(),
          Leak.Kind.OWN_EVENT,
          String.format(
              Locale.ROOT,
              "by itself it tells the label with AUC %.3f, and with %.3f when its last day is left out:"
                  + " its windows seem to hold the event of the label",
              now.value(),
              before.value()));
    }
    return likeTheLabel(column, now);
  }

  private static @Nullable Leak likeTheLabel(Spine.Column column, Auc auc) {
    return auc.strength() < 2 * LIKE_THE_LABEL - 1
        ? null
        : new Leak(
            column.name(),
            Leak.Kind.LIKE_THE_LABEL,
            String.format(Locale.ROOT, "by itself it tells the label with AUC %.3f", auc.value()));
  }

  private @Nullable Leak inTheFuture(KernelSession session, Spine.Column column) {
    String time = SqlText.name(plan.mapping().time());
    List<long[]> counts =
        session.query(
            "SELECT count(*) FILTER (WHERE %1$s > %2$s::TIMESTAMP), count(%1$s) FROM %3$s"
                .formatted(SqlText.name(column.name()), time, relation("now")),
            row -> new long[] {row.longValue(0), row.longValue(1)});
    long later = counts.get(0)[0];
    return later == 0
        ? null
        : new Leak(
            column.name(),
            Leak.Kind.IN_THE_FUTURE,
            "%,d of %,d values in a sample are later than their rows"
                .formatted(later, counts.get(0)[1]));
  }

  private String relation(String name) {
    return "read_parquet(" + SqlText.text(file(name).toString()) + ")";
  }

  /**
   * The area under the ROC curve.
   *
   * @param positives rows with a value and a positive label
   * @param negatives rows with a value and another label
   */
  private record Auc(double value, long positives, long negatives) {
    /** 0 for a coin, 1 for the label itself, whatever the direction. */
    double strength() {
      return Math.abs(2 * value - 1);
    }

    /** Of Hanley and McNeil, Radiology 143 (1982). */
    double variance() {
      double q1 = value / (2 - value);
      double q2 = 2 * value * value / (1 + value);
      double square = value * value;
      return (value * (1 - value)
              + (positives - 1) * (q1 - square)
              + (negatives - 1) * (q2 - square))
          / ((double) positives * negatives);
    }

    /** True if much less is left of it, and that is no accident. */
    boolean collapses(Auc before) {
      double loss = (strength() - before.strength()) / 2;
      double error = Math.sqrt(variance() + before.variance());
      return loss > LEAST_LOSS
          && before.strength() < SHARE_LOST * strength()
          && loss > STANDARD_ERRORS * error;
    }
  }

  /** By ranks (Mann and Whitney), those of equal values averaged; null where it means nothing. */
  private @Nullable Auc auc(KernelSession session, String name, Spine.Column column) {
    if (!NUMBERS.matcher(column.type()).matches()) {
      return null;
    }
    List<Auc> found = new ArrayList<>();
    session.forEach(
        """
        WITH labelled AS (
          SELECT %1$s::DOUBLE > avg(%1$s::DOUBLE) OVER () AS positive, %2$s::DOUBLE AS x FROM %3$s),
        ranked AS (
          SELECT positive,
            rank() OVER (ORDER BY x) + (count(*) OVER (PARTITION BY x) - 1) / 2 AS place
          FROM labelled WHERE x IS NOT NULL)
        SELECT sum(place) FILTER (WHERE positive), count(*) FILTER (WHERE positive), count(*) FILTER (WHERE NOT positive)
        FROM ranked"""
            .formatted(SqlText.name(label.name()), SqlText.name(column.name()), relation(name)),
        row -> {
          long positives = row.longValue(1);
          long negatives = row.longValue(2);
          if (positives > 0 && negatives > 0 && row.value(0) instanceof Number sum) {
            double above = sum.doubleValue() - positives * (positives + 1.0) / 2;
            found.add(new Auc(above / ((double) positives * negatives), positives, negatives));
          }
        });
    return found.isEmpty() ? null : found.get(0);
  }
}
