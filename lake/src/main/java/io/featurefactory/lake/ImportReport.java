package io.featurefactory.lake;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an import did, file by file in the order in which they were given. */
public record ImportReport(TableId table, List<FileReport> files) {
  public ImportReport {
    files = List.copyOf(files);
  }

  /** How it ended for a file. */
  public enum Status {
    /** Its rows are in the table. */
    IMPORTED,
    /** A file with the same content was imported before; nothing was done. */
    ALREADY_IMPORTED,
    /** Nothing of it is in the table; the reason says why. */
    REFUSED
  }

  /**
   * One file.
   *
   * @param rows that are in the table because of it
   * @param rejected that are in the side table
   * @param reason of a refusal, a message for the user; null otherwise
   * @param landedAt of its rows; null for a refused file
   * @param remarks what the user should know of its columns, each a sentence that the file's name
   *     begins; empty unless it was imported
   */
  public record FileReport(
      Path file,
      Status status,
      long rows,
      long rejected,
      @Nullable String reason,
      @Nullable Instant landedAt,
      List<String> remarks) {
    public FileReport {
      remarks = List.copyOf(remarks);
    }
  }

  /** Rows that this import added. */
  public long rows() {
    return files.stream()
        .filter(f -> f.status() == Status.IMPORTED)
        .mapToLong(FileReport::rows)
        .sum();
  }

  /** Rows that this import put aside. */
  public long rejected() {
    return files.stream()
        .filter(f -> f.status() == Status.IMPORTED)
        .mapToLong(FileReport::rejected)
        .sum();
  }

  /** The files of that status. */
  public List<FileReport> files(Status status) {
    return files.stream().filter(f -> f.status() == status).toList();
  }
}
