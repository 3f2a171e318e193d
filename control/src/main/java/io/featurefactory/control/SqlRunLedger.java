package io.featurefactory.control;

import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.RunId;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.ViewId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The run ledger in a relational database. */
final class SqlRunLedger implements RunLedger {
  private static final Comparator<LedgerRun> BY_ID =
      Comparator.<LedgerRun, ViewId>comparing(run -> run.id().view())
          .thenComparingLong(run -> run.id().number());

  private final Database database;
  private final Clock clock;

  SqlRunLedger(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public long next(ViewId view, long above) {
    long last =
        database.read(
            session ->
                session
                    .query(
                        """
                        SELECT COALESCE(MAX(last_number), 0) AS last_number FROM run_numbers
                        WHERE view_name = ? AND view_version = ?
                        """,
                        row -> row.number("last_number"),
                        view.name(),
                        view.version())
                    .get(0));
    return Math.max(last, above) + 1;
  }

  @Override
  public LedgerRun open(
      RunId run, LedgerRun.Kind kind, Instant firstBoundary, Instant boundary, long epoch) {
    return database.write(
        session -> {
          int written = enter(session, run, kind, firstBoundary, boundary, epoch);
          if (written == 0) {
            throw ControlErrors.takenOver(run, epoch, load(session, run).get(0).epoch());
          }
          RunRows.forget(session, run);
          handOut(session, run);
          return load(session, run).get(0);
        });
  }

  private int enter(
      Session session,
      RunId run,
      LedgerRun.Kind kind,
      Instant firstBoundary,
      Instant boundary,
      long epoch)
      throws SQLException {
    return session.update(
        """
        INSERT INTO runs (
          view_name, view_version, run_number, run_kind, first_boundary, boundary, epoch,
          started_at, step)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'PLANNED')
        ON CONFLICT (view_name, view_version, run_number) DO UPDATE
        SET run_kind = excluded.run_kind, first_boundary = excluded.first_boundary,
          boundary = excluded.boundary, epoch = excluded.epoch,
          started_at = excluded.started_at, step = excluded.step
        WHERE runs.epoch <= excluded.epoch
        """,
        run.view().name(),
        run.view().version(),
        run.number(),
        kind,
        firstBoundary,
        boundary,
        epoch,
        clock.instant());
  }

  private static void handOut(Session session, RunId run) throws SQLException {
    session.update(
        """
        INSERT INTO run_numbers (view_name, view_version, last_number)
        VALUES (?, ?, ?)
        ON CONFLICT (view_name, view_version) DO UPDATE
        SET last_number = excluded.last_number
        WHERE run_numbers.last_number < excluded.last_number
        """,
        run.view().name(),
        run.view().version(),
        run.number());
  }

  @Override
  public void report(RunId run, long epoch, LedgerRun.StepReport report) {
    database.write(
        session -> {
          requireEpoch(session, run, epoch);
          session.update(
              """
              UPDATE runs SET step = ?, epoch = ?
              WHERE view_name = ? AND view_version = ? AND run_number = ?
              """,
              report.step(),
              epoch,
              run.view().name(),
              run.view().version(),
              run.number());
          return RunRows.writeStep(session, run, report);
        });
  }

  @Override
  public void checks(RunId run, long epoch, List<LedgerRun.CheckResult> results) {
    database.write(
        session -> {
          requireEpoch(session, run, epoch);
          return RunRows.writeChecks(session, run, results);
        });
  }

  @Override
  public void withdraw(RunId run, long epoch) {
    database.write(
        session -> {
          if (load(session, run).isEmpty()) {
            return 0;
          }
          requireEpoch(session, run, epoch);
          RunRows.forget(session, run);
          return session.update(
              "DELETE FROM runs WHERE view_name = ? AND view_version = ? AND run_number = ?",
              run.view().name(),
              run.view().version(),
              run.number());
        });
  }

  private static void requireEpoch(Session session, RunId run, long epoch) throws SQLException {
    List<Long> written =
        session.query(
            """
            SELECT epoch FROM runs WHERE view_name = ? AND view_version = ? AND run_number = ?
            """,
            row -> row.number("epoch"),
            run.view().name(),
            run.view().version(),
            run.number());
    if (written.isEmpty()) {
      throw ControlErrors.runUnknown(run);
    }
    if (written.get(0) > epoch) {
      throw ControlErrors.takenOver(run, epoch, written.get(0));
    }
  }

  @Override
  public @Nullable LedgerRun find(RunId run) {
    return database.read(session -> load(session, run)).stream().findFirst().orElse(null);
  }

  private static List<LedgerRun> load(Session session, RunId run) throws SQLException {
    return RunRows.read(
        session,
        "SELECT r.* FROM runs r WHERE r.view_name = ? AND r.view_version = ? AND r.run_number = ?",
        run.view().name(),
        run.view().version(),
        run.number());
  }

  @Override
  public @Nullable LedgerRun findLast(ViewId view) {
    String selection =
        """
        SELECT r.* FROM runs r
        WHERE r.view_name = ? AND r.view_version = ?
        ORDER BY r.run_number DESC
        LIMIT 1
        """;
    return database
        .read(session -> RunRows.read(session, selection, view.name(), view.version()))
        .stream()
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<LedgerRun> latest() {
    return sorted(
        """
        SELECT r.* FROM runs r
        WHERE NOT EXISTS (
          SELECT 1 FROM runs n
          WHERE n.view_name = r.view_name AND n.view_version = r.view_version
            AND (n.boundary > r.boundary
              OR n.boundary = r.boundary AND n.run_number > r.run_number))
        """);
  }

  @Override
  public List<LedgerRun> blocked() {
    return sorted(
        """
        SELECT r.* FROM runs r
        WHERE r.step = 'BLOCKED' AND NOT EXISTS (
          SELECT 1 FROM runs n
          WHERE n.view_name = r.view_name AND n.view_version = r.view_version
            AND n.run_number > r.run_number
            AND (n.first_boundary <= r.boundary AND n.boundary >= r.boundary
              OR r.run_kind = 'BACKFILL' AND n.run_kind = 'BACKFILL'))
        """);
  }

  private List<LedgerRun> sorted(String selection) {
    return database.read(session -> RunRows.read(session, selection)).stream()
        .sorted(BY_ID)
        .toList();
  }

  @Override
  public Page page(Query query) {
    List<String> conditions = new ArrayList<>();
    List<Object> arguments = new ArrayList<>();
    ViewId view = query.view();
    if (view != null) {
      conditions.add("r.view_name = ? AND r.view_version = ?");
      arguments.addAll(List.of(view.name(), view.version()));
    }
    Position after = query.after();
    if (after != null) {
      RunId run = after.run();
      conditions.add("(r.started_at, r.view_name, r.view_version, r.run_number) < (?, ?, ?, ?)");
      arguments.addAll(
          Arrays.asList(after.startedAt(), run.view().name(), run.view().version(), run.number()));
    }
    arguments.add(query.limit() + 1);
    String where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions);
    String selection =
        """
        SELECT r.* FROM runs r
        %s
        ORDER BY r.started_at DESC, r.view_name DESC, r.view_version DESC, r.run_number DESC
        LIMIT ?
        """
            .formatted(where);
    return cut(
        database.read(session -> RunRows.read(session, selection, arguments.toArray())),
        query.limit());
  }

  /** One run more than asked for was read, to know whether there is a next page. */
  private static Page cut(List<LedgerRun> runs, int limit) {
    if (runs.size() <= limit) {
      return new Page(runs, null);
    }
    LedgerRun last = runs.get(limit - 1);
    return new Page(runs.subList(0, limit), new Position(last.startedAt(), last.id()));
  }
}
