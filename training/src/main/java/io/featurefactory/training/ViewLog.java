package io.featurefactory.training;

import io.featurefactory.compute.LogPart;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The history of a view as the join reads it.
 *
 * @param keys in the order of the definition
 * @param every the hop
 * @param features in the order of the log
 * @param rows relation for the kernel's FROM with the keys, {@code feature_time} and the features:
 *     at most one row for a key and a time
 * @param parts the same rows by key, for tasks that join one part each; empty where they are not
 *     worth dividing
 * @param availability which boundary was served when; null where a row counts from its {@code
 *     feature_time} on, whatever was served
 * @param maxAge rows whose {@code __event_time} is longer ago than this at the spine's time count
 *     as none; null for no limit
 * @param at a column of the spine: without availability, rows count up to the instant in it; null
 *     for the spine's time
 */
public record ViewLog(
    ViewId id,
    List<FeatureView.Key> keys,
    Duration every,
    List<Feature> features,
    String rows,
    List<LogPart> parts,
    @Nullable Availability availability,
    @Nullable Duration maxAge,
    @Nullable String at) {
  public ViewLog {
    keys = List.copyOf(keys);
    features = List.copyOf(features);
    parts = List.copyOf(parts);
  }

  /** The history of a view, as of the spine's time. */
  public ViewLog(
      ViewId id,
      List<FeatureView.Key> keys,
      Duration every,
      List<Feature> features,
      String rows,
      @Nullable Availability availability,
      @Nullable Duration maxAge) {
    this(id, keys, every, features, rows, List.of(), availability, maxAge, null);
  }

  /** The same log, divided by key. */
  public ViewLog in(List<LogPart> others) {
    return new ViewLog(id, keys, every, features, rows, others, availability, maxAge, at);
  }

  /** The same log up to the instants in a column of the spine, whatever was served when. */
  public ViewLog upTo(String column) {
    return new ViewLog(id, keys, every, features, rows, parts, null, null, column);
  }

  /**
   * A column of the log.
   *
   * @param empty its value in the view's empty row, of the class that {@link DataType} states
   */
  public record Feature(String name, DataType type, @Nullable Object empty) {}

  /** A relation without rows, for a view that has no log yet. */
  public static String noRows(List<FeatureView.Key> keys, List<Feature> features) {
    List<String> columns = new ArrayList<>();
    keys.forEach(k -> columns.add(nothing(k.name(), k.type())));
    columns.add(nothing("feature_time", DataType.Primitive.TIMESTAMP));
    features.forEach(f -> columns.add(nothing(f.name(), f.type())));
    return "(SELECT " + String.join(", ", columns) + " WHERE false)";
  }

  /** A column without values, for a relation without rows. */
  static String nothing(String name, DataType type) {
    return "NULL::" + SqlText.type(type) + " AS " + SqlText.name(name);
  }

  /** The same, as if everything had become available so much later. */
  ViewLog later(Duration lag) {
    Availability present = availability;
    if (present == null) {
      return new ViewLog(id, keys, every, features, laterRows(lag), null, maxAge);
    }
    return new ViewLog(id, keys, every, features, rows, parts, present.later(lag), maxAge, at);
  }

  private String laterRows(Duration lag) {
    return "(SELECT * REPLACE (feature_time + to_microseconds(%d) AS feature_time) FROM %s)"
        .formatted(Boundaries.micros(lag), rows);
  }

  /** The feature of that name. */
  Feature feature(String name) {
    return features.stream()
        .filter(f -> f.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " has no feature " + name));
  }
}
