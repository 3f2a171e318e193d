package io.featurefactory.model;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How this process may open a database of SQLite that is in WAL mode: even who only reads has to
 * write to files beside it, unless it is told not to.
 *
 * <p>See {@code https://sqlite.org/wal.html#readonly} and {@code https://sqlite.org/uri.html}.
 */
public enum SqliteAccess {
  /** The file and its folder may be written, or the file is not there yet. */
  WRITE(""),
  /** Only to be read, beside the process that has it open or that was killed with it open. */
  READ("?mode=ro"),
  /**
   * Only to be read, and nobody has it open: taken as it is, without locks. Who writes to it
   * meanwhile is not noticed, so the connection must not be kept for long.
   */
  READ_AS_IT_IS("?immutable=1");

  private final String query;

  SqliteAccess(String query) {
    this.query = query;
  }

  /**
   * What the permissions of the file and its folder allow. Whether the file is there is asked
   * first: one that another process makes at this moment is not taken for one without permission.
   */
  public static SqliteAccess of(Path file) {
    if (!Files.exists(file)) {
      return WRITE;
    }
    Path folder = file.toAbsolutePath().getParent();
    boolean writable = Files.isWritable(file) && folder != null && Files.isWritable(folder);
    return writable ? WRITE : forReading(file);
  }

  /** How to read what was committed last, whoever has the file open. */
  public static SqliteAccess forReading(Path file) {
    boolean log = Path.of(file + "-wal").toFile().length() > 0;
    return log || Files.exists(Path.of(file + "-shm")) ? READ : READ_AS_IT_IS;
  }

  /** The JDBC URL that opens the file in this way. */
  public String url(Path file) {
    return "jdbc:sqlite:"
        + (this == WRITE
            ? file.toString()
            : "file:" + file.toAbsolutePath().toUri().getRawPath() + query);
  }
}
