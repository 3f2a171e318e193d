package io.featurefactory.compute;

import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The Iceberg tables of a view ({@code docs/spec/feature-tables.md}).
 *
 * <p>The tile table is named after what the tiles hold, so that versions of a view that differ only
 * in windows and features share it.
 */
public final class ViewTables {
  private ViewTables() {}

  /** The feature log. */
  public static TableId log(ViewId view) {
    return new TableId("log", view.name() + "_v" + view.version());
  }

  /** The latest row of each key, as of some snapshot of the log. */
  public static TableId state(ViewId view) {
    return new TableId("state", view.name() + "_v" + view.version());
  }

  static TableId tiles(ViewPlan plan) {
    return new TableId("tiles", plan.view().id().name() + "_" + fingerprint(plan));
  }

  static TableSpec logSpec(FeatureView view) {
    return new TableSpec(log(view.id()), logColumns(view));
  }

  static TableSpec stateSpec(FeatureView view) {
    return new TableSpec(state(view.id()), logColumns(view));
  }

  private static List<ColumnSpec> logColumns(FeatureView view) {
    List<ColumnSpec> columns = new ArrayList<>();
    columns.add(ColumnSpec.required("key_hash", Primitive.BIGINT));
    view.keys().forEach(k -> columns.add(ColumnSpec.required(k.name(), k.type())));
    columns.add(ColumnSpec.required("feature_time", Primitive.TIMESTAMP));
    columns.add(ColumnSpec.required("run", Primitive.BIGINT));
    view.features().forEach(f -> columns.add(ColumnSpec.nullable(f.name(), f.type())));
    return columns;
  }

  static TableSpec tileSpec(ViewPlan plan) {
    List<ColumnSpec> columns = new ArrayList<>();
    columns.add(ColumnSpec.required("key_hash", Primitive.BIGINT));
    plan.view().keys().forEach(k -> columns.add(ColumnSpec.required(k.name(), k.type())));
    columns.add(ColumnSpec.required("level", Primitive.BIGINT));
    columns.add(ColumnSpec.required("tile", Primitive.TIMESTAMP));
    columns.add(ColumnSpec.nullable("visible_from", Primitive.TIMESTAMP));
    plan.columns().forEach(c -> columns.add(ColumnSpec.nullable(c.name(), c.type())));
    plan.items().forEach(i -> columns.add(ColumnSpec.nullable(i.name(), i.type())));
    return new TableSpec(tiles(plan), columns);
  }

  /** Twelve digits that differ when the contents of the tiles would. */
  private static String fingerprint(ViewPlan plan) {
    StringBuilder meaning = new StringBuilder();
    meaning.append(plan.view().keys()).append(plan.view().tile());
    for (SourceTiles tiles : plan.sources()) {
      Source source = tiles.source();
      meaning.append(source).append(tiles.condition()).append(tiles.tile());
      meaning.append(tiles.columns()).append(tiles.items());
      if (source.landedAt() != null) {
        meaning.append(plan.view().every()).append(plan.view().publishDelay());
      }
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(meaning.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
