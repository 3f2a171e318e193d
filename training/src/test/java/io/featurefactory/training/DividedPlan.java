package io.featurefactory.training;

import io.featurefactory.compute.KeySql;
import io.featurefactory.compute.LogPart;
import io.featurefactory.model.ViewId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Divides the spine and the logs of a plan by chance. */
final class DividedPlan {
  private final Random random;

  DividedPlan(long seed) {
    this.random = new Random(seed);
  }

  TrainingPlan of(TrainingPlan plan) {
    Map<ViewId, ViewLog> views = new LinkedHashMap<>();
    plan.views().forEach((id, view) -> views.put(id, view.in(parts(view))));
    return new TrainingPlan(
        plan.service(),
        views,
        plan.spine().in(parts(plan.spine())),
        plan.mapping(),
        plan.columns(),
        plan.split());
  }

  private List<Spine.Part> parts(Spine spine) {
    List<Spine.Part> parts = new ArrayList<>();
    long from = 0;
    while (from < spine.rows()) {
      long rows = Math.min(spine.rows() - from, random.nextInt(1 + (int) spine.rows()));
      String relation =
          "(SELECT * FROM %s WHERE file_row_number >= %d AND file_row_number < %d)"
              .formatted(spine.relation(), from, from + rows);
      parts.add(new Spine.Part(relation, rows));
      from += rows;
    }
    return parts.isEmpty() ? spine.parts() : parts;
  }

  /** One, two or four parts of equal ranges of hashes. */
  private List<LogPart> parts(ViewLog view) {
    int bits = random.nextInt(3);
    List<LogPart> parts = new ArrayList<>();
    for (long i = 0; i < 1 << bits; i++) {
      long least = bits == 0 ? Long.MIN_VALUE : Long.MIN_VALUE + (i << (Long.SIZE - bits));
      long greatest = bits == 0 ? Long.MAX_VALUE : least + ((1L << (Long.SIZE - bits)) - 1);
      String rows =
          "(SELECT * FROM %s WHERE %s BETWEEN %d AND %d)"
              .formatted(view.rows(), KeySql.hash(view.keys()), least, greatest);
      parts.add(new LogPart(least, greatest, rows));
    }
    return parts;
  }
}
