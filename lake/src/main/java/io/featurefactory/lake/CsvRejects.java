package io.featurefactory.lake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that the kernel's CSV reader refused in this session. */
final class CsvRejects {
  private static final Pattern CAST =
      Pattern.compile("Could not convert string \"(.*)\" to '(.*)'", Pattern.DOTALL);
  private static final Pattern COUNT = Pattern.compile("Columns: (\\d+) Found: (\\d+)");

  private final ImportFile file;
  private final KernelSession session;

  /** A refused line; {@code start} is the position of its first byte in the decompressed file. */
  private record Reject(long start, String reason, String text) {}

  CsvRejects(ImportFile file, KernelSession session) {
    this.file = file;
    this.session = session;
  }

  /** The files of the good lines with the refused ones. */
  Staged staged(List<LakeFile> files, long limit) {
    return new Staged(files, count(), first(limit));
  }

  private long count() {
    return session
        .query(
            "SELECT count(DISTINCT line_byte_position) FROM reject_errors", row -> row.longValue(0))
        .get(0);
  }

  /** The first of them, in the order of the file. */
  private List<BadRow> first(long limit) {
    List<Reject> rejects =
        session.query(
            """
            SELECT line_byte_position, error_type::VARCHAR, column_name, error_message, csv_line
            FROM reject_errors
            QUALIFY row_number() OVER (PARTITION BY line_byte_position ORDER BY column_idx) = 1
            ORDER BY line_byte_position
            LIMIT %d\
            """
                .formatted(limit),
            CsvRejects::reject);
    return withLines(rejects);
  }

  private static Reject reject(ResultRow row) {
    String type = String.valueOf(row.string(1));
    String column = String.valueOf(row.string(2));
    String message = String.valueOf(row.string(3));
    return new Reject(
        row.longValue(0), reason(type, column, message), String.valueOf(row.string(4)));
  }

  private static String reason(String type, String column, String message) {
    Matcher cast = CAST.matcher(message);
    if (type.equals("CAST") && cast.find()) {
      return "%s: '%s' is no %s"
          .formatted(column, cast.group(1), cast.group(2).toLowerCase(java.util.Locale.ROOT));
    }
    Matcher count = COUNT.matcher(message);
    if (count.find()) {
      return type.startsWith("MISSING")
          ? "too few values (expected: " + count.group(1) + ")"
          : "too many values (expected: " + count.group(1) + ")";
    }
    return switch (type) {
      case "CAST" -> column + " is missing";
      case "UNQUOTED VALUE" -> column + ": a quote is not closed";
      default -> message.strip();
    };
  }

  /** A line begins after so many line feeds; quoted values may hold some. */
  private List<BadRow> withLines(List<Reject> rejects) {
    List<BadRow> rows = new ArrayList<>();
    try (InputStream in = file.open()) {
      long line = 1;
      long position = 0;
      for (Reject reject : rejects) {
        for (; position < reject.start(); position++) {
          line += in.read() == '\n' ? 1 : 0;
        }
        rows.add(new BadRow(line, reject.reason(), reject.text()));
      }
      return rows;
    } catch (IOException e) {
      throw ImportErrors.unreadable(file.path(), e);
    }
  }
}
