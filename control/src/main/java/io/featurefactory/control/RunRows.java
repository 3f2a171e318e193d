package io.featurefactory.control;

import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.LedgerRun.CheckResult;
import io.featurefactory.model.LedgerRun.Counts;
import io.featurefactory.model.LedgerRun.Step;
import io.featurefactory.model.LedgerRun.StepReport;
import io.featurefactory.model.RunId;
import io.featurefactory.model.ViewId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs as rows, together with their steps and checks. */
final class RunRows {
  private RunRows() {}

  private record StepRow(RunId run, StepReport report) {}

  private record CheckRow(RunId run, CheckResult result) {}

  /**
   * The runs of a selection, in its order.
   *
   * @param selection a SELECT of whole rows of {@code runs}
   */
  static List<LedgerRun> read(Session session, String selection, @Nullable Object... arguments)
      throws SQLException {
    Map<RunId, List<StepReport>> steps = steps(session, selection, arguments);
    Map<RunId, List<CheckResult>> checks = checks(session, selection, arguments);
    return session.query(
        selection,
        row -> {
          RunId run = id(row);
          return new LedgerRun(
              run,
              row.constant(LedgerRun.Kind.class, "run_kind"),
              row.instant("first_boundary"),
              row.instant("boundary"),
              row.number("epoch"),
              row.instant("started_at"),
              row.constant(Step.class, "step"),
              steps.getOrDefault(run, List.of()),
              checks.getOrDefault(run, List.of()));
        },
        arguments);
  }

  private static Map<RunId, List<StepReport>> steps(
      Session session, String selection, @Nullable Object... arguments) throws SQLException {
    Map<RunId, List<StepReport>> steps = new HashMap<>();
    for (StepRow row : session.query(of("run_steps", selection), RunRows::step, arguments)) {
      steps.computeIfAbsent(row.run(), run -> new ArrayList<>()).add(row.report());
    }
    steps.values().forEach(list -> list.sort(Comparator.comparing(StepReport::step)));
    return steps;
  }

  private static Map<RunId, List<CheckResult>> checks(
      Session session, String selection, @Nullable Object... arguments) throws SQLException {
    Map<RunId, List<CheckResult>> checks = new HashMap<>();
    for (CheckRow row :
        session.query(
            of("run_checks", selection) + " ORDER BY t.position", RunRows::check, arguments)) {
      checks.computeIfAbsent(row.run(), run -> new ArrayList<>()).add(row.result());
    }
    return checks;
  }

  private static String of(String table, String selection) {
    return """
    SELECT t.*
    FROM %s t
    JOIN (%s) p
      ON t.view_name = p.view_name
      AND t.view_version = p.view_version
      AND t.run_number = p.run_number
    """
        .formatted(table, selection);
  }

  private static StepRow step(Row row) throws SQLException {
    return new StepRow(
        id(row),
        new StepReport(
            row.constant(Step.class, "step"),
            row.instant("started_at"),
            row.nullableInstant("finished_at"),
            new Counts(
                row.number("rows_read"),
                row.number("keys_computed"),
                row.number("rows_logged"),
                row.number("bytes_written")),
            row.nullableText("message")));
  }

  private static CheckRow check(Row row) throws SQLException {
    return new CheckRow(
        id(row),
        new CheckResult(row.text("check_text"), row.truth("passed"), row.text("evidence")));
  }

  private static RunId id(Row row) throws SQLException {
    return new RunId(
        new ViewId(row.text("view_name"), row.integer("view_version")), row.number("run_number"));
  }

  static int writeStep(Session session, RunId run, StepReport report) throws SQLException {
    Counts counts = report.counts();
    return session.update(
        """
        INSERT INTO run_steps (
          view_name, view_version, run_number, step, started_at, finished_at,
          rows_read, keys_computed, rows_logged, bytes_written, message)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (view_name, view_version, run_number, step) DO UPDATE
        SET started_at = excluded.started_at, finished_at = excluded.finished_at,
          rows_read = excluded.rows_read, keys_computed = excluded.keys_computed,
          rows_logged = excluded.rows_logged, bytes_written = excluded.bytes_written,
          message = excluded.message
        """,
        run.view().name(),
        run.view().version(),
        run.number(),
        report.step(),
        report.startedAt(),
        report.finishedAt(),
        counts.rowsRead(),
        counts.keys(),
        counts.rowsLogged(),
        counts.bytes(),
        report.message());
  }

  /** Removes the steps and the results of the checks. */
  static void forget(Session session, RunId run) throws SQLException {
    for (String table : List.of("run_steps", "run_checks")) {
      session.update(
          "DELETE FROM " + table + " WHERE view_name = ? AND view_version = ? AND run_number = ?",
          run.view().name(),
          run.view().version(),
          run.number());
    }
  }

  static int writeChecks(Session session, RunId run, List<CheckResult> results)
      throws SQLException {
    session.update(
        "DELETE FROM run_checks WHERE view_name = ? AND view_version = ? AND run_number = ?",
        run.view().name(),
        run.view().version(),
        run.number());
    for (int i = 0; i < results.size(); i++) {
      CheckResult result = results.get(i);
      session.update(
          """
          INSERT INTO run_checks (
            view_name, view_version, run_number, position, check_text, passed, evidence)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
          run.view().name(),
          run.view().version(),
          run.number(),
          i,
          result.text(),
          result.passed(),
          result.evidence());
    }
    return results.size();
  }
}
