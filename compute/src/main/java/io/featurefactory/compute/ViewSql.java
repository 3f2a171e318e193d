package io.featurefactory.compute;

import io.featurefactory.compute.PointSql.Landed;
import io.featurefactory.compute.PointSql.Point;
import io.featurefactory.lake.SourceRelation;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The SQL that runs for a view, for people to read. */
public final class ViewSql {
  private ViewSql() {}

  /**
   * The statements of one boundary: events to tiles for each source, then tiles to changed rows.
   * Tables stand by their names where a run reads lists of files.
   *
   * @param at the boundary is the newest one at this instant
   */
  public static String of(FeatureView view, Map<String, Source> sources, Instant at) {
    if (view.computation() instanceof Computation.Query query) {
      return ofQuery(view, query, Boundaries.floor(at, view.every()));
    }
    ViewPlan plan = ViewPlan.of(view, sources);
    List<String> parts = new ArrayList<>();
    for (SourceTiles tiles : plan.sources()) {
      Source source = tiles.source();
      String events =
          SourceRelation.ofDeclared(source, name(source), ExpressionSql::render).events();
      parts.add(
          "-- new events of %s become partial rows, one for each key and tile of %s\n%s;"
              .formatted(source.name(), view.tile(), new TileSql(plan).fromEvents(tiles, events)));
    }
    Instant boundary = Boundaries.floor(at, view.every());
    Point point =
        new Point(
            boundary,
            boundary.minus(view.every()),
            "tiles",
            null,
            "state",
            Collections.nCopies(plan.levels().sizes().size(), Instant.MIN),
            Landed.ALL);
    parts.add(
        "-- the rows of the log at %s\n%s;".formatted(boundary, new PointSql(plan).changes(point)));
    return String.join("\n\n", parts) + "\n";
  }

  private static String ofQuery(FeatureView view, Computation.Query query, Instant boundary) {
    StringBuilder text = new StringBuilder("-- the query, at :boundary and :window_end = ");
    text.append(boundary);
    if (query.window() != null) {
      text.append(", :window_start = ").append(boundary.minus(query.window()));
    }
    return text.append("\n")
        .append(query.sql().strip().replaceAll(";\\s*$", ""))
        .append(";\n\n-- a full comparison: every row of the result with the state\n")
        .append(new QuerySql(view).changes("result", "state", boundary, 1))
        .append(";\n")
        .toString();
  }

  private static String name(Source source) {
    return source.location() instanceof Source.LakeTable table
        ? "lake." + Sql.id(table.table())
        : Sql.string(((Source.Files) source.location()).pattern());
  }
}
