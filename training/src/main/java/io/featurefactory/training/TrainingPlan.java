package io.featurefactory.training;

import io.featurefactory.model.FeatureService;
import io.featurefactory.model.ViewId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a training set is made of; it says all, so that the same plan gives the same rows.
 *
 * @param views those that the service uses, of its members, keys and derived features
 * @param names of the columns of features
 * @param extras what is told of each view beside its values
 * @param split null for none
 */
public record TrainingPlan(
    FeatureService service,
    Map<ViewId, ViewLog> views,
    Spine spine,
    Spine.Mapping mapping,
    Names names,
    Set<Extra> extras,
    @Nullable Split split) {
  public TrainingPlan {
    views = new LinkedHashMap<>(views);
    extras = Set.copyOf(extras);
  }

  /** How columns of features are called. */
  public enum Names {
    /** By the feature alone where that is enough. */
    SHORT,
    /** Always with the view. */
    FULL
  }

  /** Columns about a view's values. */
  public enum Extra {
    RUN,
    AGE,
    CHANGED_AT,
    FOUND
  }

  ViewLog view(ViewId id) {
    return Objects.requireNonNull(views.get(id), id::toString);
  }
}
