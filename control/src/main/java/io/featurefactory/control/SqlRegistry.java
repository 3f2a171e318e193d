package io.featurefactory.control;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.AppliedDefinition.Status;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.Registry;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.ViewTables;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registry in a relational database. */
final class SqlRegistry implements Registry {
  private final Database database;
  private final Clock clock;

  SqlRegistry(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Snapshot load() {
    return database.read(
        session -> new Snapshot(revision(session), DefinitionRows.read(session, null)));
  }

  @Override
  public List<AppliedDefinition> versions(String name) {
    return database.read(session -> DefinitionRows.read(session, name));
  }

  @Override
  public long apply(Request request) {
    return database.write(
        session -> request.entries().isEmpty() ? revision(session) : write(session, request));
  }

  private long write(Session session, Request request) throws SQLException {
    requireRevision(session, request.plannedAgainst());
    Instant now = now();
    for (Entry entry : request.entries()) {
      write(session, entry, request.by(), now);
    }
    for (Entry entry : request.entries()) {
      requireUses(session, entry.definition());
    }
    settleStatus(session);
    String summary = request.entries().size() + " definitions applied";
    return nextRevision(session, request.by(), now, summary);
  }

  private static void write(Session session, Entry entry, String by, Instant now)
      throws SQLException {
    Definition definition = entry.definition();
    int changed =
        switch (entry.effect()) {
          case CREATE -> insert(session, entry, by, now);
          case UPDATE -> update(session, entry, now);
          case REPLACE -> update(session, entry, now) * replace(session, definition.id(), by, now);
        };
    if (changed != 1) {
      throw ControlErrors.entryMismatch(definition.id(), entry.effect().name());
    }
    DefinitionRows.writeEdges(session, definition);
  }

  private static int insert(Session session, Entry entry, String by, Instant now)
      throws SQLException {
    Definition d = entry.definition();
    ViewTables tables = entry.tables();
    return session.update(
        """
        INSERT INTO definitions (
          kind, name, version, status, owner, description, document, meaning_hash, meta_hash,
          tile_hash, lookup_schema, tiles_table, log_table, state_table,
          applied_at, applied_by, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (kind, name, version) DO NOTHING
        """,
        d.id().kind(),
        d.id().name(),
        d.id().version(),
        Status.LIVE,
        d.owner(),
        d.description(),
        d.document(),
        d.meaningHash(),
        d.metaHash(),
        d.tileHash(),
        d.schema(),
        tables == null ? null : tables.tiles(),
        tables == null ? null : tables.log(),
        tables == null ? null : tables.state(),
        now,
        by,
        now);
  }

  private static int update(Session session, Entry entry, Instant now) throws SQLException {
    Definition d = entry.definition();
    ViewTables tables = entry.tables();
    return session.update(
        """
        UPDATE definitions
        SET status = ?, owner = ?, description = ?, document = ?, meaning_hash = ?, meta_hash = ?,
          tile_hash = ?, lookup_schema = ?, tiles_table = ?, log_table = ?, state_table = ?,
          changed_at = ?
        WHERE kind = ? AND name = ? AND version = ?
        """,
        Status.LIVE,
        d.owner(),
        d.description(),
        d.document(),
        d.meaningHash(),
        d.metaHash(),
        d.tileHash(),
        d.schema(),
        tables == null ? null : tables.tiles(),
        tables == null ? null : tables.log(),
        tables == null ? null : tables.state(),
        now,
        d.id().kind(),
        d.id().name(),
        d.id().version());
  }

  private static int replace(Session session, DefinitionId id, String by, Instant now)
      throws SQLException {
    return session.update(
        """
        UPDATE definitions
        SET applied_at = ?, applied_by = ?, first_published_at = NULL
        WHERE kind = ? AND name = ? AND version = ?
        """,
        now,
        by,
        id.kind(),
        id.name(),
        id.version());
  }

  private static void requireUses(Session session, Definition definition) throws SQLException {
    for (DefinitionId used : definition.uses()) {
      @Nullable Status status = status(session, used);
      if (status == null || status == Status.RETIRED) {
        throw ControlErrors.usesUnknown(definition.id(), used, status != null);
      }
    }
  }

  private static @Nullable Status status(Session session, DefinitionId id) throws SQLException {
    List<Status> found =
        session.query(
            "SELECT status FROM definitions WHERE kind = ? AND name = ? AND version = ?",
            row -> row.constant(Status.class, "status"),
            id.kind(),
            id.name(),
            id.version());
    return found.isEmpty() ? null : found.get(0);
  }

  /** A view is live if a service that is not retired uses it. */
  private static void settleStatus(Session session) throws SQLException {
    session.update(
        """
        UPDATE definitions
        SET status = CASE WHEN EXISTS (
            SELECT 1
            FROM definition_uses u
            JOIN definitions s ON s.kind = u.kind AND s.name = u.name AND s.version = u.version
            WHERE u.used_kind = definitions.kind
              AND u.used_name = definitions.name
              AND u.used_version = definitions.version
              AND s.kind = 'SERVICE'
              AND s.status <> 'RETIRED')
          THEN 'LIVE' ELSE 'DRAFT' END
        WHERE kind = 'VIEW' AND status <> 'RETIRED'
        """);
  }

  @Override
  public long retire(DefinitionId id, long plannedAgainst, String by) {
    return database.write(
        session -> {
          requireRevision(session, plannedAgainst);
          @Nullable Status status = status(session, id);
          if (status == null || status == Status.RETIRED) {
            throw ControlErrors.retiresUnknown(id);
          }
          List<DefinitionId> users = DefinitionRows.usersOf(session, id);
          if (!users.isEmpty()) {
            throw ControlErrors.retiresUsed(id, users);
          }
          Instant now = now();
          markRetired(session, id, now);
          settleStatus(session);
          return nextRevision(session, by, now, id + " retired");
        });
  }

  private static void markRetired(Session session, DefinitionId id, Instant now)
      throws SQLException {
    session.update(
        """
        UPDATE definitions SET status = ?, changed_at = ?
        WHERE kind = ? AND name = ? AND version = ?
        """,
        Status.RETIRED,
        now,
        id.kind(),
        id.name(),
        id.version());
  }

  @Override
  public void published(ViewId view, ViewTables tables, Instant at) {
    database.write(
        session ->
            session.update(
                """
                UPDATE definitions SET first_published_at = ?
                WHERE kind = 'VIEW' AND name = ? AND version = ? AND log_table = ?
                  AND first_published_at IS NULL
                """,
                at,
                view.name(),
                view.version(),
                tables.log()));
  }

  private static long revision(Session session) throws SQLException {
    return session
        .query(
            "SELECT COALESCE(MAX(revision), 0) AS revision FROM revisions",
            row -> row.number("revision"))
        .get(0);
  }

  private static void requireRevision(Session session, long planned) throws SQLException {
    long current = revision(session);
    if (current == planned) {
      return;
    }
    throw session
        .query(
            "SELECT made_by, made_at FROM revisions WHERE revision = ?",
            row ->
                ControlErrors.changedMeanwhile(
                    planned, current, row.text("made_by"), row.instant("made_at")),
            current)
        .stream()
        .findFirst()
        .orElseGet(() -> ControlErrors.changedMeanwhile(planned, current, "nobody", null));
  }

  private static long nextRevision(Session session, String by, Instant now, String summary)
      throws SQLException {
    long next = revision(session) + 1;
    session.update(
        "INSERT INTO revisions (revision, made_at, made_by, summary) VALUES (?, ?, ?, ?)",
        next,
        now,
        by,
        summary);
    return next;
  }

  private Instant now() {
    return Boundaries.ofMicros(Boundaries.micros(clock.instant()));
  }
}
