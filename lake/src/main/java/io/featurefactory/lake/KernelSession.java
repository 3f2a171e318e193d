package io.featurefactory.lake;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the {@link Kernel}: temporary tables and views are its own.
 *
 * <p>For one thread; only {@link #cancel()} may be called by others.
 */
public final class KernelSession implements AutoCloseable {
  private final DuckDBConnection connection;
  private final StagedCopies copies;
  private final List<String> taken = new ArrayList<>();
  private volatile @Nullable Statement running;
  private @Nullable DoubleConsumer listener;

  KernelSession(DuckDBConnection connection, StagedCopies copies) {
    this.connection = connection;
    this.copies = copies;
  }

  /** The paths on this machine of files; of remote ones those of copies, until this is closed. */
  List<String> local(List<String> locations) {
    if (locations.stream().noneMatch(RemoteFiles::isRemote)) {
      return locations;
    }
    List<String> paths = copies.take(locations, this).stream().map(Path::toString).toList();
    taken.addAll(locations);
    return paths;
  }

  private String local(String sql) {
    return LocalSql.of(sql, this::local);
  }

  StagedCopies copies() {
    return copies;
  }

  /** Has the listener told, in another thread, what part of a statement is done, 0 to 1. */
  public void onProgress(@Nullable DoubleConsumer consumer) {
    listener = null;
    execute("SET enable_progress_bar = " + (consumer != null));
    execute("SET enable_progress_bar_print = false");
    listener = consumer;
  }

  /** Runs a statement that gives no rows, or whose rows do not matter. */
  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      String local = local(sql);
      running(statement, () -> statement.execute(local));
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /** Runs a statement that changes or writes rows; how many it were. */
  public long update(String sql) {
    long[] rows = new long[1];
    try (Statement statement = connection.createStatement()) {
      String local = local(sql);
      running(statement, () -> rows[0] = statement.executeUpdate(local));
      return rows[0];
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /** The rows of a query, each as the mapper makes it. */
  public <R> List<R> query(String sql, Function<ResultRow, R> mapper) {
    List<R> rows = new ArrayList<>();
    forEach(sql, row -> rows.add(mapper.apply(row)));
    return rows;
  }

  /** Hands over the rows of a query one by one, without keeping them. */
  public void forEach(String sql, Consumer<ResultRow> consumer) {
    String local = local(sql);
    try (PreparedStatement statement = connection.prepareStatement(local)) {
      NestedTimes times = NestedTimes.of(statement.getMetaData());
      if (times.types().isEmpty()) {
        fetch(statement, times, consumer);
        return;
      }
      try (PreparedStatement exact = connection.prepareStatement(times.rewrite(local))) {
        fetch(exact, times, consumer);
      }
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  private void fetch(PreparedStatement statement, NestedTimes times, Consumer<ResultRow> consumer)
      throws SQLException {
    running(
        statement,
        () -> {
          try (ResultSet results = statement.executeQuery()) {
            ResultRow row = new ResultRow(results, times);
            while (results.next()) {
              consumer.accept(row);
            }
          }
        });
  }

  /**
   * Writes the rows of a query as Parquet files for a table; nothing is committed.
   *
   * @param select yields the target's columns by name, in any order
   * @return the files, none for no rows
   */
  public List<LakeFile> write(String select, WriteTarget target, WriteOptions options) {
    return new ParquetWriter(this, target, options).write(select);
  }

  /** Adds functions to the database of the kernel, for all its sessions. */
  public void install(Kernel.Functions functions) {
    try {
      functions.register(connection);
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /** Stops what runs in another thread; it fails as interrupted. */
  public void cancel() {
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        throw KernelErrors.of(e);
      }
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void running(Statement statement, Work work) throws SQLException {
    running = statement;
    ProgressWatch watch = ProgressWatch.start(statement, listener);
    try {
      work.run();
    } finally {
      watch.close();
      running = null;
    }
  }

  /** The connection itself, to register functions in Java; the caller does not close it. */
  public DuckDBConnection connection() {
    return connection;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    } finally {
      copies.release(taken);
      taken.clear();
    }
  }
}
