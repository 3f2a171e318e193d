package io.featurefactory.training.evaluate;

import java.util.Map;
import java.util.Objects;

/**
 * What something is worth: how much lower a metric is without it, paired.
 *
 * @param withoutIt against models that were trained without it
 * @param shuffled against the same models when its values are shuffled among the rows
 */
public record Worth(
    Subject subject,
    Map<RankingMetric, Estimate> withoutIt,
    Map<RankingMetric, Estimate> shuffled) {
  public Worth {
    withoutIt = Map.copyOf(withoutIt);
    shuffled = Map.copyOf(shuffled);
  }

  /** What follows from NDCG@10. */
  public enum Verdict {
    /** Used by the model, and missed when it is not there. */
    HELPS,
    /** Used by the model, and not missed: others say the same. */
    REPLACEABLE,
    /** No interval lies above or below 0. */
    NOTHING_MEASURABLE,
    /** The model is better when trained without it. */
    HARMS
  }

  /** What to think of it. */
  public Verdict verdict() {
    Estimate without = Objects.requireNonNull(withoutIt.get(RankingMetric.NDCG_10));
    Estimate permuted = Objects.requireNonNull(shuffled.get(RankingMetric.NDCG_10));
    if (without.isNegative()) {
      return Verdict.HARMS;
    }
    if (!permuted.isPositive()) {
      return Verdict.NOTHING_MEASURABLE;
    }
    return without.isPositive() ? Verdict.HELPS : Verdict.REPLACEABLE;
  }
}
