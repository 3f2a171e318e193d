package io.featurefactory.training;

import io.featurefactory.model.FeatureService;
import io.featurefactory.model.ViewId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a training set is made of; it says all, so that the same plan gives the same rows.
 *
 * @param views those that the service uses, of its members, keys and derived features
 * @param split null for none
 */
public record TrainingPlan(
    FeatureService service,
    Map<ViewId, ViewLog> views,
    Spine spine,
    Spine.Mapping mapping,
    Columns columns,
    @Nullable Split split) {
  public TrainingPlan {
    views = new LinkedHashMap<>(views);
  }

  /**
   * What the columns are that the spine gets.
   *
   * @param extras what is told of each view beside its values
   */
  public record Columns(Names names, Types types, Set<Extra> extras) {
    public Columns {
      extras = new TreeSet<>(extras);
    }
  }

  /** How columns of features are called. */
  public enum Names {
    /** By the feature alone where that is enough. */
    SHORT,
    /** Always with the view. */
    FULL
  }

  /** What the values of the columns are. */
  public enum Types {
    /** Those that were served. */
    EXACT,
    /**
     * DOUBLE for DECIMAL and BOOLEAN, so that readers find numbers where values are missing, too.
     */
    NUMBERS
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
