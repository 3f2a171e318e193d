package io.featurefactory.control;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Lease;
import io.featurefactory.model.Leases;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leases in a relational database: one row for each name, whose epoch only grows. A single
 * statement decides who gets a lease.
 */
final class SqlLeases implements Leases {
  private final Database database;
  private final Clock clock;

  SqlLeases(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Answer acquire(String name, Lease.Holder holder, Duration ttl, long above) {
    return database.write(
        session -> {
          Instant now = now();
          List<LeaseRow> before = rows(session, name);
          List<Long> epoch = take(session, name, holder, now, now.plus(ttl), above);
          return epoch.isEmpty()
              ? new Refused(before.get(0).lease())
              : new Granted(
                  new Lease(name, epoch.get(0), holder, now, now.plus(ttl)), abandoned(before));
        });
  }

  private static @Nullable Lease abandoned(List<LeaseRow> before) {
    return before.isEmpty() || before.get(0).released() ? null : before.get(0).lease();
  }

  /** The epoch; empty if another holds the lease. */
  private static List<Long> take(
      Session session, String name, Lease.Holder holder, Instant now, Instant expiresAt, long above)
      throws SQLException {
    return session.query(
        """
        INSERT INTO leases (name, epoch, host, pid, acquired_at, expires_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE
        SET epoch = 1 + CASE WHEN leases.epoch > ? THEN leases.epoch ELSE ? END, host = excluded.host, pid = excluded.pid,
          acquired_at = excluded.acquired_at, expires_at = excluded.expires_at, released_at = NULL
        WHERE leases.released_at IS NOT NULL OR leases.expires_at <= excluded.acquired_at
        RETURNING epoch
        """,
        row -> row.number("epoch"),
        name,
        above + 1,
        holder.host(),
        holder.pid(),
        now,
        expiresAt,
        above,
        above);
  }

  @Override
  public @Nullable Lease renew(Lease lease, Duration ttl) {
    Instant expiresAt = now().plus(ttl);
    int renewed =
        database.write(
            session ->
                session.update(
                    """
                    UPDATE leases SET expires_at = ?
                    WHERE name = ? AND epoch = ? AND released_at IS NULL
                    """,
                    expiresAt,
                    lease.name(),
                    lease.epoch()));
    return renewed == 0
        ? null
        : new Lease(lease.name(), lease.epoch(), lease.holder(), lease.since(), expiresAt);
  }

  @Override
  public void release(Lease lease) {
    database.write(
        session ->
            session.update(
                """
                UPDATE leases SET released_at = ?
                WHERE name = ? AND epoch = ? AND released_at IS NULL
                """,
                now(),
                lease.name(),
                lease.epoch()));
  }

  @Override
  public void expire(Lease lease) {
    Instant now = now();
    database.write(
        session ->
            session.update(
                """
                UPDATE leases SET expires_at = ?
                WHERE name = ? AND epoch = ? AND expires_at > ? AND released_at IS NULL
                """,
                now,
                lease.name(),
                lease.epoch(),
                now));
  }

  @Override
  public @Nullable Lease find(String name) {
    Instant now = now();
    return database.read(session -> rows(session, name)).stream()
        .filter(row -> !row.released() && row.lease().validAt(now))
        .map(LeaseRow::lease)
        .findFirst()
        .orElse(null);
  }

  private record LeaseRow(Lease lease, boolean released) {}

  private static List<LeaseRow> rows(Session session, String name) throws SQLException {
    return session.query(
        "SELECT * FROM leases WHERE name = ?",
        row ->
            new LeaseRow(
                new Lease(
                    row.text("name"),
                    row.number("epoch"),
                    new Lease.Holder(row.text("host"), row.number("pid")),
                    row.instant("acquired_at"),
                    row.instant("expires_at")),
                row.nullableInstant("released_at") != null),
        name);
  }

  private Instant now() {
    return Boundaries.ofMicros(Boundaries.micros(clock.instant()));
  }
}
