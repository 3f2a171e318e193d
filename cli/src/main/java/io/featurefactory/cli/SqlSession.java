package io.featurefactory.cli;

import io.featurefactory.cli.output.OutputFile;
import io.featurefactory.cli.project.HiddenFile;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.lake.FileFormat;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.Sandbox;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.UserQuery;
import io.featurefactory.model.FactoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A user's query over the tables of a project, which are all that it can reach. */
final class SqlSession implements AutoCloseable {
  private final String query;
  private final Sandbox sandbox;

  private SqlSession(String query, Sandbox sandbox) {
    this.query = query;
    this.sandbox = sandbox;
  }

  /**
   * Prepares a query.
   *
   * @param folder where results may be written; null for none
   */
  static SqlSession open(Project project, String text, @Nullable Path folder) {
    String select = UserQuery.statement(text);
    try (KernelSession session = project.kernel().session()) {
      UserQuery query = UserQuery.parse(session, select, UserQuery.Use.QUESTION, Map.of());
      List<Sandbox.Input> inputs = inputs(project, query);
      return new SqlSession(
          query.sql(Map.of()), Sandbox.open(project.kernel().settings(), inputs, folder));
    }
  }

  private static List<Sandbox.Input> inputs(Project project, UserQuery query) {
    ProjectTables tables = new ProjectTables(project.warehouse());
    query.checkTables(tables.names());
    List<Sandbox.Input> inputs = new ArrayList<>();
    for (String name : query.tables()) {
      TableId id = Objects.requireNonNull(tables.find(name), name);
      LakeTable table = project.warehouse().loadTable(id);
      List<LakeFile> files = table.files(table.currentSnapshot());
      inputs.add(Sandbox.Input.of(table, files).named(name));
    }
    return inputs;
  }

  /**
   * Rows of a result.
   *
   * @param more true if there are more than these
   */
  record Rows(List<String> columns, List<List<@Nullable Object>> rows, boolean more) {
    Rows {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }

    /** True if a column holds numbers only. */
    boolean numeric(int column) {
      return !rows.isEmpty()
          && rows.stream()
              .map(row -> row.get(column))
              .allMatch(v -> v == null || v instanceof Number);
    }
  }

  /**
   * Reads rows.
   *
   * @param limit 0 for all
   */
  Rows read(int limit) {
    try {
      return rows(limit);
    } catch (FactoryException e) {
      throw sandbox.blame(e);
    }
  }

  private Rows rows(int limit) {
    KernelSession session = sandbox.session();
    String limited = limit == 0 ? query : "FROM (" + query + "\n) LIMIT " + (limit + 1L);
    List<String> columns =
        session.query("DESCRIBE " + query, row -> Objects.requireNonNull(row.string(0)));
    List<List<@Nullable Object>> rows = session.query(limited, ResultRow::values);
    boolean more = limit > 0 && rows.size() > limit;
    return new Rows(columns, more ? rows.subList(0, limit) : rows, more);
  }

  /** Writes all rows to a file, in the format that its name says; their number. */
  long write(OutputFile out) {
    FileFormat format = FileFormat.of(out.path());
    if (format == null) {
      throw CliErrors.outputType(out.path());
    }
    Path hidden = HiddenFile.beside(out.path());
    String copy =
        "COPY (%s\n) TO %s (%s)"
            .formatted(query, SqlText.text(hidden.toString()), format.options());
    try {
      long rows = sandbox.session().update(copy);
      out.moveHere(hidden);
      return rows;
    } catch (FactoryException e) {
      throw sandbox.blame(e);
    } catch (IOException e) {
      throw CliErrors.cannotWrite(out.path(), e);
    } finally {
      delete(hidden);
    }
  }

  private static void delete(Path hidden) {
    try {
      Files.deleteIfExists(hidden);
    } catch (IOException e) {
      return; // it takes room, and does no other harm
    }
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
