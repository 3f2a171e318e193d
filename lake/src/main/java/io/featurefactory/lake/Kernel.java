package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * DuckDB in this process: one database in memory, which holds nothing but what its sessions put
 * there.
 *
 * <p>Safe for several threads. Closing it closes its sessions.
 */
public final class Kernel implements AutoCloseable {
  private final DuckDBConnection root;
  private final KernelSettings settings;
  private final Semaphore rooms;
  private final StagedCopies copies;

  private Kernel(DuckDBConnection root, KernelSettings settings) {
    this.root = root;
    this.settings = settings;
    this.rooms = new Semaphore(settings.concurrency());
    this.copies = StagedCopies.beside(settings);
  }

  /** Starts a kernel. */
  public static Kernel open(KernelSettings settings) {
    makeParents(settings.spillFolder());
    Properties properties = new Properties();
    properties.setProperty("threads", Integer.toString(settings.threads()));
    properties.setProperty("memory_limit", settings.memoryBytes() + "B");
    properties.setProperty("temp_directory", settings.spillFolder().toString());
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    properties.setProperty("preserve_insertion_order", "false");
    try {
      // not by DriverManager, which in Spark knows no drivers of a job's own jar
      DuckDBConnection root =
          (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", properties);
      UnpackedLibrary.remove();
      try (Statement statement = root.createStatement()) {
        statement.execute("SET GLOBAL TimeZone = 'UTC'");
      }
      return new Kernel(root, settings);
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /** DuckDB makes the spill folder itself when it needs it, but not the folders above. */
  private static void makeParents(Path spillFolder) {
    Path parent = spillFolder.toAbsolutePath().getParent();
    try {
      if (parent != null) {
        Files.createDirectories(parent);
      }
    } catch (IOException e) {
      // most work never spills; what does will say that it cannot
      return;
    }
  }

  /** What the kernel may use. */
  public KernelSettings settings() {
    return settings;
  }

  /** The version of DuckDB: two of one version give the same results for the same SQL. */
  public String version() {
    try (KernelSession session = session()) {
      return session.query("SELECT version()", row -> String.valueOf(row.string(0))).get(0);
    }
  }

  /** Adds functions to the database, for all sessions. */
  public void install(Functions functions) {
    try {
      functions.register(root);
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /** Registers functions with the database of a connection. */
  public interface Functions {
    void register(Connection connection) throws SQLException;
  }

  /** A session of its own connection; the caller closes it. */
  public KernelSession session() {
    try {
      return new KernelSession(root.duplicate().unwrap(DuckDBConnection.class), copies);
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    }
  }

  /**
   * Works on several items at once, each in a session of its own: as many as {@link
   * KernelSettings#concurrency()} by all calls together, since many a piece of work is too small to
   * keep all cores busy.
   *
   * @param work is called by several threads, once for each item; it does not call this method
   * @return what came of the items, in their order
   * @throws RuntimeException the first failure, when none of them runs any more; also when this
   *     thread is interrupted
   */
  public <T, R> List<R> forEach(List<T> items, BiFunction<KernelSession, T, R> work) {
    if (items.isEmpty()) {
      return List.of();
    }
    int workers = Math.min(items.size(), settings.concurrency());
    return new ConcurrentSessions<T, R>(this, inRoom(work)).run(items, workers);
  }

  private <T, R> BiFunction<KernelSession, T, R> inRoom(BiFunction<KernelSession, T, R> work) {
    return (session, item) -> {
      rooms.acquireUninterruptibly();
      try {
        return work.apply(session, item);
      } finally {
        rooms.release();
      }
    };
  }

  @Override
  public void close() {
    try {
      root.close();
    } catch (SQLException e) {
      throw KernelErrors.of(e);
    } finally {
      copies.close();
    }
  }
}
