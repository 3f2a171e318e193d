package io.featurefactory.control;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a lookup must know of a view: the {@code schema} of its definition in the registry. Its JSON
 * form is specified in {@code docs/spec/registry.md}.
 *
 * @param keys in the order of the key's encoding
 * @param features in the order of the row
 * @param every the hop
 * @param freshWithin age above which a value is stale
 * @param online stores in the order of reading; empty for offline only
 */
public record ViewSchema(
    ViewId view,
    List<FeatureView.Key> keys,
    List<Feature> features,
    Duration every,
    Duration freshWithin,
    List<OnlineTarget> online) {
  public ViewSchema {
    keys = List.copyOf(keys);
    features = List.copyOf(features);
    online = List.copyOf(online);
  }

  /**
   * A column of the row.
   *
   * @param empty its value in the view's empty row, of the class that {@link DataType} states
   */
  public record Feature(String name, DataType type, @Nullable Object empty) {}

  /** The text for {@code Definition.schema}. */
  public String toJson() {
    return ViewSchemaJson.write(this);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws io.featurefactory.model.FactoryException INTERNAL if it is something else
   */
  public static ViewSchema fromJson(String json) {
    return ViewSchemaJson.read(json);
  }
}
