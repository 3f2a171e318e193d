package io.featurefactory.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of features with the same keys, computed together at the same boundaries.
 *
 * @param keys at least one, in the order of the definition, which is the order of the key's
 *     encoding
 * @param every the hop: boundaries are its multiples since 1970-01-01T00:00Z
 * @param tile hop of the tiles, divides {@code every}
 * @param delay wait after a boundary, for late events, before it is due
 * @param publishDelay assumed between a boundary and its availability for history never served
 * @param freshWithin age above which a value is stale
 * @param features at least one, in the order of the definition, which is the order of the log's
 *     columns and of the online row
 * @param online stores in the order of reading; empty for offline only
 */
public record FeatureView(
    ViewId id,
    String description,
    String owner,
    List<String> tags,
    List<Key> keys,
    Duration every,
    Duration tile,
    Duration delay,
    Duration publishDelay,
    Duration freshWithin,
    Computation computation,
    List<Feature> features,
    List<Check> checks,
    List<OnlineTarget> online) {
  public FeatureView {
    tags = List.copyOf(tags);
    keys = List.copyOf(keys);
    features = List.copyOf(features);
    checks = List.copyOf(checks);
    online = List.copyOf(online);
  }

  /** A key column; its type is BOOLEAN, BIGINT, VARCHAR, TIMESTAMP or DECIMAL. */
  public record Key(String name, DataType type) {}

  /**
   * A feature.
   *
   * @param expr over the windowed aggregates (aggregates views), the columns of the result (sql
   *     views) or of the row (table views)
   * @param description empty if the author gave none
   */
  public record Feature(String name, Expr expr, String description) {
    /** The type of the values. */
    public DataType type() {
      return expr.type();
    }
  }

  /**
   * A condition that new values must meet before they enter the log.
   *
   * @param text as the user wrote it
   * @param condition BOOLEAN; a row condition is over the features, a condition on the whole is
   *     over the columns that {@code statistics} names
   * @param statistics empty for a row condition, which must not be false for any row
   */
  public record Check(String text, Expr condition, List<Statistic> statistics) {
    public Check {
      statistics = List.copyOf(statistics);
    }

    /** True if the condition is evaluated for each row. */
    public boolean perRow() {
      return statistics.isEmpty();
    }
  }

  /**
   * A number over all rows of a boundary that changed, a column of a check's condition.
   *
   * @param name by which the condition refers to it
   * @param feature null for {@code row_count()}
   */
  public record Statistic(String name, Kind kind, @Nullable String feature) {
    /** What is measured; DOUBLE but for ROW_COUNT, which is BIGINT. */
    public enum Kind {
      NULL_RATE,
      MEAN,
      MINIMUM,
      MAXIMUM,
      ROW_COUNT
    }
  }

  /** A store where the view's state is published, by its name in {@code factory.yaml}. */
  public record OnlineTarget(
      String store, Layout layout, @Nullable String keyTemplate, @Nullable String fieldTemplate) {}

  /** How a row is laid out in a store. */
  public enum Layout {
    PACKED,
    HASH
  }
}
