package io.featurefactory.control;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.AppliedDefinition.Status;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.LineageEdge;
import io.featurefactory.model.LineageNode;
import io.featurefactory.model.ViewTables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Definitions as rows, together with what they use and where their columns come from. */
final class DefinitionRows {
  private DefinitionRows() {}

  private record Use(DefinitionId user, DefinitionId used) {}

  /** All definitions, or those of a name, in the order of their ids. */
  static List<AppliedDefinition> read(Session session, @Nullable String name) throws SQLException {
    String where = name == null ? "" : "WHERE name = ?";
    @Nullable Object[] arguments = name == null ? new Object[0] : new Object[] {name};
    Map<DefinitionId, List<DefinitionId>> uses = new HashMap<>();
    for (Use use : uses(session, where, arguments)) {
      uses.computeIfAbsent(use.user(), id -> new ArrayList<>()).add(use.used());
    }
    Map<DefinitionId, List<LineageEdge>> lineage = new HashMap<>();
    for (LineageEdge edge : lineage(session, where, arguments)) {
      lineage.computeIfAbsent(edge.to().owner(), id -> new ArrayList<>()).add(edge);
    }
    return session
        .query(
            "SELECT * FROM definitions " + where,
            row -> {
              DefinitionId id = id(row, "");
              return applied(
                  row, uses.getOrDefault(id, List.of()), lineage.getOrDefault(id, List.of()));
            },
            arguments)
        .stream()
        .sorted(Comparator.comparing(AppliedDefinition::id))
        .toList();
  }

  private static List<Use> uses(Session session, String where, @Nullable Object... arguments)
      throws SQLException {
    return session.query(
        "SELECT * FROM definition_uses " + where + " ORDER BY kind, name, version, position",
        row -> new Use(id(row, ""), id(row, "used_")),
        arguments);
  }

  private static List<LineageEdge> lineage(
      Session session, String where, @Nullable Object... arguments) throws SQLException {
    return session.query(
        "SELECT * FROM lineage " + where + " ORDER BY kind, name, version, position",
        row ->
            new LineageEdge(
                new LineageNode(id(row, "from_"), row.text("from_column")),
                new LineageNode(id(row, ""), row.text("column_name"))),
        arguments);
  }

  private static AppliedDefinition applied(
      Row row, List<DefinitionId> uses, List<LineageEdge> lineage) throws SQLException {
    Definition definition =
        new Definition(
            id(row, ""),
            row.text("owner"),
            row.text("description"),
            row.text("document"),
            row.text("meaning_hash"),
            row.text("meta_hash"),
            row.nullableText("tile_hash"),
            row.text("lookup_schema"),
            uses,
            lineage);
    return new AppliedDefinition(
        definition,
        row.constant(Status.class, "status"),
        tables(row),
        row.instant("applied_at"),
        row.text("applied_by"),
        row.instant("changed_at"),
        row.nullableInstant("first_published_at"));
  }

  private static @Nullable ViewTables tables(Row row) throws SQLException {
    return row.nullableText("log_table") == null
        ? null
        : new ViewTables(
            row.nullableText("tiles_table"), row.text("log_table"), row.text("state_table"));
  }

  private static DefinitionId id(Row row, String prefix) throws SQLException {
    return new DefinitionId(
        row.constant(DefinitionId.Kind.class, prefix + "kind"),
        row.text(prefix + "name"),
        row.integer(prefix + "version"));
  }

  /** What is not retired and uses the definition. */
  static List<DefinitionId> usersOf(Session session, DefinitionId used) throws SQLException {
    return session
        .query(
            """
            SELECT d.kind, d.name, d.version
            FROM definition_uses u
            JOIN definitions d ON d.kind = u.kind AND d.name = u.name AND d.version = u.version
            WHERE u.used_kind = ? AND u.used_name = ? AND u.used_version = ?
              AND d.status <> 'RETIRED'
            """,
            row -> id(row, ""),
            used.kind(),
            used.name(),
            used.version())
        .stream()
        .distinct()
        .sorted()
        .toList();
  }

  /** Replaces what is kept beside the row of the definition. */
  static void writeEdges(Session session, Definition definition) throws SQLException {
    DefinitionId id = definition.id();
    for (String table : List.of("definition_uses", "lineage")) {
      session.update(
          "DELETE FROM " + table + " WHERE kind = ? AND name = ? AND version = ?",
          id.kind(),
          id.name(),
          id.version());
    }
    for (int i = 0; i < definition.uses().size(); i++) {
      writeUse(session, id, i, definition.uses().get(i));
    }
    for (int i = 0; i < definition.lineage().size(); i++) {
      writeEdge(session, id, i, definition.lineage().get(i));
    }
  }

  private static void writeUse(Session session, DefinitionId id, int position, DefinitionId used)
      throws SQLException {
    session.update(
        """
        INSERT INTO definition_uses (
          kind, name, version, position, used_kind, used_name, used_version)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        id.kind(),
        id.name(),
        id.version(),
        position,
        used.kind(),
        used.name(),
        used.version());
  }

  private static void writeEdge(Session session, DefinitionId id, int position, LineageEdge edge)
      throws SQLException {
    DefinitionId from = edge.from().owner();
    session.update(
        """
        INSERT INTO lineage (
          kind, name, version, position, column_name,
          from_kind, from_name, from_version, from_column)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        id.kind(),
        id.name(),
        id.version(),
        position,
        edge.to().column(),
        from.kind(),
        from.name(),
        from.version(),
        edge.from().column());
  }
}
