package io.featurefactory.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The frozen feature list of one model.
 *
 * @param version at least 1
 * @param members in the order of the model's inputs
 * @param resolvedKeys key name to the feature that gives its value
 * @param inputs values that the caller sends (training: columns of the spine), in order
 * @param derived evaluated at the join and at the lookup, in order; after the members in the output
 * @param store its reference store: training takes what it served, and a lookup asks it first, of
 *     the views that are published there; null for each view's first
 */
public record FeatureService(
    String name,
    int version,
    String description,
    String owner,
    List<Member> members,
    Map<String, FeatureRef> resolvedKeys,
    List<Input> inputs,
    List<Derived> derived,
    @Nullable String store) {
  public FeatureService {
    members = List.copyOf(members);
    inputs = List.copyOf(inputs);
    derived = List.copyOf(derived);
  }

  /** A feature of a pinned version of a view. */
  public record FeatureRef(ViewId view, String feature, DataType type) {}

  /**
   * One feature of the list.
   *
   * @param defaultValue used instead of NULL; null for none. Of the feature's type
   */
  public record Member(FeatureRef feature, @Nullable Object defaultValue) {}

  /** A value that the caller sends. */
  public record Input(String name, DataType type) {}

  /**
   * A feature computed from others at the time of asking.
   *
   * @param expr columns are {@code view.feature}, inputs by name, and {@code asked_at}
   * @param features those behind the columns {@code view.feature}; they need not be members
   */
  public record Derived(String name, Expr expr, String description, List<FeatureRef> features) {
    public Derived {
      features = List.copyOf(features);
    }
  }
}
