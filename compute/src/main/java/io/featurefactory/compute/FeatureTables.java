package io.featurefactory.compute;

import io.featurefactory.lake.ColumnSpec;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.TableSpec;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The Iceberg tables of a view and their columns ({@code docs/spec/feature-tables.md}). */
public final class FeatureTables {
  /** The namespace of the partial aggregates of all views. */
  static final String TILES = "tiles";

  private FeatureTables() {}

  /** The feature log. */
  public static TableId log(ViewTables names) {
    return new TableId("log", names.log());
  }

  /** The latest row of each key, as of some snapshot of the log. */
  public static TableId state(ViewTables names) {
    return new TableId("state", names.state());
  }

  /** The partial aggregates; only of views that have tiles. */
  public static TableId tiles(ViewTables names) {
    return new TableId(TILES, Objects.requireNonNull(names.tiles(), "the view has no tiles"));
  }

  /** All that the view has. */
  public static List<TableId> all(ViewTables names) {
    return names.tiles() == null
        ? List.of(log(names), state(names))
        : List.of(tiles(names), log(names), state(names));
  }

  static TableSpec logSpec(FeatureView view, ViewTables names) {
    return new TableSpec(log(names), logColumns(view));
  }

  static TableSpec stateSpec(FeatureView view, ViewTables names) {
    return new TableSpec(state(names), logColumns(view));
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

  static TableSpec tileSpec(ViewPlan plan, ViewTables names) {
    List<ColumnSpec> columns = new ArrayList<>();
    columns.add(ColumnSpec.required("key_hash", Primitive.BIGINT));
    plan.view().keys().forEach(k -> columns.add(ColumnSpec.required(k.name(), k.type())));
    columns.add(ColumnSpec.required("level", Primitive.BIGINT));
    columns.add(ColumnSpec.required("tile", Primitive.TIMESTAMP));
    columns.add(ColumnSpec.nullable("visible_from", Primitive.TIMESTAMP));
    plan.columns().forEach(c -> columns.add(ColumnSpec.nullable(c.name(), c.type())));
    plan.items().forEach(i -> columns.add(ColumnSpec.nullable(i.name(), i.type())));
    return new TableSpec(tiles(names), columns);
  }
}
