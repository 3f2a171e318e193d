package io.featurefactory.compute;

import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.SourceInput;
import io.featurefactory.lake.SourceRelation;
import io.featurefactory.model.Computation.Latest;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;

/**
 * How the newest row of each key of a table view changed over time, whatever was computed when: the
 * rule for table views ({@code docs/spec/feature-log.md}) at every instant, of all rows that have
 * landed.
 */
public final class LatestHistory {
  private final FeatureView view;
  private final Latest latest;
  private final Source source;
  private final SourceInput input;

  private LatestHistory(FeatureView view, Latest latest, Source source, SourceInput input) {
    this.view = view;
    this.latest = latest;
    this.source = source;
    this.input = input;
  }

  /**
   * A relation for the kernel's FROM: the keys; {@code feature_time}, from when on a row was the
   * newest available one, unique for a key; {@code __event_time}, its own time, which a {@code
   * max_age} is held against; and the features.
   *
   * @param cursor of the input up to which rows have landed; with at least one file
   */
  public static String relation(
      FeatureView view, Latest latest, Source source, SourceInput input, long cursor) {
    return new LatestHistory(view, latest, source, input).relation(cursor);
  }

  private String relation(long cursor) {
    List<List<LakeFile>> landings = new ArrayList<>();
    boolean identified = source.eventId() != null;
    long from = 0;
    for (long to : identified ? input.landings(0, cursor) : List.of(cursor)) {
      landings.add(input.added(from, to));
      from = to;
    }
    List<LakeFile> files = landings.stream().flatMap(List::stream).toList();
    SourceRelation relation = input.events(files, ExpressionSql::render);
    String events = relation.events();
    String identities = "";
    if (identified) {
      EventIdentity identity = new EventIdentity(source);
      String stored = stored(landings);
      events = identity.events(relation, stored, "repeated");
      identities =
          """
          repeated AS MATERIALIZED (
            SELECT __id, __time, false AS consumed FROM (%s)
            GROUP BY __id, __time HAVING count(*) > 1),
          """
              .formatted(identity.identities(relation, stored));
    }
    return select(identities, events);
  }

  private String stored(List<List<LakeFile>> landings) {
    List<String> batches = new ArrayList<>();
    for (int batch = 0; batch < landings.size(); batch++) {
      if (!landings.get(batch).isEmpty()) {
        batches.add(
            "SELECT *, %d AS __batch FROM (%s)"
                .formatted(
                    batch, input.events(landings.get(batch), ExpressionSql::render).stored()));
      }
    }
    return String.join("\nUNION ALL BY NAME\n", batches);
  }

  private String select(String identities, String events) {
    String time = Sql.id(source.eventTime());
    String available = source.availableAt() == null ? time : Sql.id(source.availableAt());
    String keys = Sql.list(view.keys(), k -> Sql.id(k.name()));
    String filter =
        latest.filter() == null ? "" : "\n    AND (" + ExpressionSql.render(latest.filter()) + ")";
    return """
        (WITH %1$s
        events AS (%2$s),
        -- from when on a row can be used; of those that come together the best one
        entered AS (
          SELECT %3$s, greatest(%4$s, %5$s) AS feature_time,
            max(struct_pack(__time := %4$s, __available := %5$s, %6$s)) AS best
          FROM events
          WHERE %4$s IS NOT NULL AND %5$s IS NOT NULL AND %7$s%8$s
          GROUP BY ALL),
        newest AS (
          SELECT %3$s, feature_time,
            max(best) OVER (PARTITION BY %3$s ORDER BY feature_time ROWS UNBOUNDED PRECEDING) AS best
          FROM entered)
        SELECT %3$s, feature_time, best.__time AS __event_time, %9$s
        FROM (SELECT feature_time, best, %10$s FROM newest))"""
        .formatted(
            identities,
            events,
            keys,
            time,
            available,
            Sql.list(source.columns(), c -> Sql.id(c.name()) + " := " + Sql.id(c.name())),
            String.join(
                " AND ", view.keys().stream().map(k -> Sql.id(k.name()) + " IS NOT NULL").toList()),
            filter,
            Sql.list(view.features(), f -> value(f) + " AS " + Sql.id(f.name())),
            Sql.list(
                source.columns(), c -> "best." + Sql.id(c.name()) + " AS " + Sql.id(c.name())));
  }

  private static String value(FeatureView.Feature feature) {
    String sql = "(" + ExpressionSql.render(feature.expr()) + ")::" + Sql.type(feature.type());
    return feature.type() == Primitive.DOUBLE
        ? "if(" + sql + " = 0, 0.0::DOUBLE, " + sql + ")"
        : sql;
  }
}
