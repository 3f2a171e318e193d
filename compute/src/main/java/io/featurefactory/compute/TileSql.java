package io.featurefactory.compute;

import io.featurefactory.model.Boundaries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The SQL that turns events into tiles, and tiles into longer ones. */
final class TileSql {
  /**
   * Stands for no {@code visible_from} while rows are grouped and joined, where NULL would not
   * match.
   */
  private static final String ALWAYS = "TIMESTAMP '-infinity'";

  /** The {@code visible_from} of an event of which nobody knows when it landed. */
  private static final String NEVER = "TIMESTAMP '9999-12-31 00:00:00'";

  private static final String STORED_VISIBLE = "nullif(__visible, " + ALWAYS + ")";

  private final ViewPlan plan;

  TileSql(ViewPlan plan) {
    this.plan = plan;
  }

  /**
   * A SELECT of the tile rows of level 0 of some events of one source.
   *
   * @param events a SELECT with the source's columns; each event once
   */
  String fromEvents(SourceTiles tiles, String events) {
    List<String> ctes = new ArrayList<>();
    ctes.add("events AS (\n" + indent(events) + "\n)");
    ctes.add("rows AS (\n" + indent(rows(tiles)) + "\n)");
    ctes.add("plain AS (\n" + indent(plain(tiles)) + "\n)");
    String joins = "";
    for (ItemList items : tiles.items()) {
      ctes.add(Sql.id(items.name()) + " AS (\n" + indent(itemsOfEvents(items)) + "\n)");
      joins += "\nLEFT JOIN " + Sql.id(items.name()) + " USING (" + tileKey() + ")";
    }
    return "WITH %s\nSELECT\n  %s AS key_hash,\n  %s,\n  0 AS level,\n  __tile AS tile,\n  %s AS visible_from%s\nFROM plain%s"
        .formatted(
            String.join(",\n", ctes),
            KeySql.hash(plan.view().keys()),
            plan.keys(),
            STORED_VISIBLE,
            storedColumns(tiles),
            joins);
  }

  private String rows(SourceTiles tiles) {
    String time = Sql.id(tiles.source().eventTime());
    String notNull =
        String.join(
            " AND ",
            plan.view().keys().stream().map(k -> Sql.id(k.name()) + " IS NOT NULL").toList());
    return """
        SELECT *, %s AS __tile, %s AS __visible
        FROM (SELECT *, %s AS __time FROM events)
        WHERE __time IS NOT NULL AND %s
          AND %s"""
        .formatted(tiles.tile(), visibleFrom(tiles), time, notNull, tiles.condition());
  }

  /**
   * Where the source says when an event landed: the first boundary at which serving had it, if that
   * is later than its tile's end; else NULL. An event that landed at an unknown time never counts
   * in history.
   */
  private String visibleFrom(SourceTiles tiles) {
    String landed = tiles.source().landedAt();
    if (landed == null) {
      return ALWAYS;
    }
    Duration every = plan.view().every();
    String first =
        Sql.ceiling(
            "(" + Sql.id(landed) + " - " + Sql.interval(plan.view().publishDelay()) + ")", every);
    String end =
        Sql.ceiling("(" + tiles.tile() + " + " + Sql.interval(plan.view().tile()) + ")", every);
    return "CASE WHEN %s IS NULL THEN %s WHEN %s > %s THEN %s ELSE %s END"
        .formatted(Sql.id(landed), NEVER, first, end, first, ALWAYS);
  }

  private String plain(SourceTiles tiles) {
    String columns =
        String.join(
            "",
            tiles.columns().stream()
                .map(c -> ",\n  " + c.fromEvents() + " AS " + Sql.id(c.name()))
                .toList());
    return "SELECT %s%s\nFROM rows\nGROUP BY %s".formatted(tileKey(), columns, tileKey());
  }

  private String itemsOfEvents(ItemList items) {
    String measures =
        String.join(
            "",
            items.measures().stream()
                .map(m -> ", " + m.fromEvents() + " AS " + Sql.id(m.name()))
                .toList());
    return """
        SELECT %1$s, %2$s AS %3$s
        FROM (
          SELECT %1$s, item%4$s
          FROM (SELECT *, %5$s AS item FROM rows WHERE %6$s)
          WHERE item IS NOT NULL
          GROUP BY %1$s, item
        )
        GROUP BY %1$s"""
        .formatted(
            tileKey(),
            items.pack(),
            Sql.id(items.name()),
            measures,
            items.itemFromEvents(),
            items.condition());
  }

  private String tileKey() {
    return plan.keys() + ", __tile, __visible";
  }

  /** All columns of the tile table; NULL for those of other sources. */
  private String storedColumns(SourceTiles tiles) {
    StringBuilder columns = new StringBuilder();
    for (PartialColumn c : plan.columns()) {
      columns
          .append(",\n  ")
          .append(
              tiles.columns().contains(c)
                  ? Sql.id(c.name())
                  : Sql.nullOf(c.type()) + " AS " + Sql.id(c.name()));
    }
    for (ItemList i : plan.items()) {
      columns
          .append(",\n  ")
          .append(
              tiles.items().contains(i)
                  ? Sql.id(i.name()) + "::" + Sql.type(i.type()) + " AS " + Sql.id(i.name())
                  : Sql.nullOf(i.type()) + " AS " + Sql.id(i.name()));
    }
    return columns.toString();
  }

  /**
   * A SELECT of the rows of a level from those of the level below.
   *
   * @param tiles a relation of tile rows
   * @param from start of the first tile of the level; null for no bound
   * @param to end of the last one
   */
  String roll(int level, String tiles, @Nullable Instant from, Instant to) {
    Duration size = plan.levels().size(level);
    TileRange below = new TileRange(level - 1, from, to);
    String key = plan.keyColumns() + ", __tile, __visible";
    List<String> ctes = new ArrayList<>();
    ctes.add(
        """
        rows AS (
          SELECT *, %1$s AS __tile,
            CASE WHEN visible_from > %1$s + %2$s THEN visible_from ELSE %5$s END AS __visible
          FROM %3$s
          WHERE %4$s
        )"""
            .formatted(
                Sql.floor("tile", size), Sql.interval(size), tiles, below.condition(), ALWAYS));
    String columns =
        String.join(
            "",
            plan.columns().stream()
                .map(
                    c ->
                        ",\n    "
                            + c.merge().sql(c.name(), "true", c.limit())
                            + "::"
                            + Sql.type(c.type())
                            + " AS "
                            + Sql.id(c.name()))
                .toList());
    ctes.add(
        "plain AS (\n  SELECT %s%s\n  FROM rows\n  GROUP BY %s\n)".formatted(key, columns, key));
    String joins = "";
    String lists = "";
    for (ItemList items : plan.items()) {
      ctes.add(Sql.id(items.name()) + " AS (\n" + indent(rolledItems(items, key)) + "\n)");
      joins += "\nLEFT JOIN " + Sql.id(items.name()) + " USING (" + key + ")";
      lists += ",\n  " + Sql.id(items.name());
    }
    return "WITH %s\nSELECT %s, %d AS level, __tile AS tile, %s AS visible_from%s%s\nFROM plain%s"
        .formatted(
            String.join(",\n", ctes),
            plan.keyColumns(),
            level,
            STORED_VISIBLE,
            String.join("", plan.columns().stream().map(c -> ",\n  " + Sql.id(c.name())).toList()),
            lists,
            joins);
  }

  private static String rolledItems(ItemList items, String key) {
    return """
        SELECT %1$s, (%2$s)::%3$s AS %4$s
        FROM (
          SELECT %1$s, item%5$s
          FROM (SELECT %1$s, unnest(%4$s, max_depth := 2) FROM rows)
          GROUP BY %1$s, item
        )
        GROUP BY %1$s"""
        .formatted(
            key,
            items.pack(),
            Sql.type(items.type()),
            Sql.id(items.name()),
            items.mergedMeasures());
  }

  /** The end of the last tile of a level that is complete at the boundary. */
  Instant complete(int level, Instant boundary) {
    return Boundaries.floor(boundary, plan.levels().size(level));
  }

  private static String indent(String sql) {
    return "  " + sql.replace("\n", "\n  ");
  }
}
