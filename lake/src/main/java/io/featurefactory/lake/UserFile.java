package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that a user made: when the kernel cannot read it, that is told to who made it. */
public final class UserFile {
  private static final Pattern CSV = Pattern.compile("CSV Error on Line: (\\d+)");
  private static final Pattern VALUES =
      Pattern.compile("Expected Number of Columns: (\\d+) Found: (\\d+)");
  private static final Pattern JSON =
      Pattern.compile("Malformed JSON in file .*, at byte \\d+ in line (\\d+): ([^.]*)");

  private static final Pattern SIZE = Pattern.compile("Maximum line size of (\\d+) bytes exceeded");

  private UserFile() {}

  /** The failure of a kernel that read the file; those that are no fault of it stay as they are. */
  public static FactoryException blame(Path file, FactoryException failure) {
    if (!(failure.getCause() instanceof SQLException cause)) {
      return failure;
    }
    String message = KernelErrors.message(cause);
    Matcher json = JSON.matcher(message);
    if (json.find()) {
      // the kernel counts the line that follows
      String line = String.valueOf(Long.parseLong(json.group(1)) - 1);
      return ImportErrors.badLine(file, line, json.group(2), "an object in JSON", cause);
    }
    if (message.contains("not a GZIP stream")) {
      return ImportErrors.notGzip(file, cause);
    }
    Matcher csv = CSV.matcher(message);
    if (csv.find()) {
      return badCsv(file, csv.group(1), message, cause);
    }
    if (message.contains("The CSV Parser")) {
      return ImportErrors.noCsv(file, cause);
    }
    return KernelErrors.isDamage(failure)
        ? ImportErrors.damaged(file, message.replaceFirst("^[\\w ]+ Error: ", ""), cause)
        : failure;
  }

  private static FactoryException badCsv(
      Path file, String line, String message, SQLException cause) {
    Matcher values = VALUES.matcher(message);
    if (values.find()) {
      return ImportErrors.badLine(
          file,
          line,
          values.group(2) + (values.group(2).equals("1") ? " value" : " values"),
          values.group(1) + ", as many as the first line has names",
          cause);
    }
    if (message.contains("unterminated quote")) {
      return ImportErrors.badLine(
          file,
          line,
          "a quote is not closed",
          "one at the end, too; one within a value is written twice",
          cause);
    }
    if (message.contains("Invalid unicode")) {
      return ImportErrors.badLine(
          file, line, "no text in UTF-8", "UTF-8; iconv -f latin1 -t utf-8 converts a file", cause);
    }
    Matcher size = SIZE.matcher(message);
    return size.find()
        ? ImportErrors.badLine(
            file, line, "it is longer than " + size.group(1) + " bytes", "a shorter one", cause)
        : ImportErrors.noCsv(file, cause);
  }
}
