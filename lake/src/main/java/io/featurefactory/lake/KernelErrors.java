package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Failures of the kernel as failures that a user understands. */
final class KernelErrors {
  private static final String WRAPPING = "closed pending query result\nError: ";

  /** Of Parquet files. */
  private static final Pattern DAMAGED =
      Pattern.compile(
          "No magic bytes found|too small to be a Parquet|Parquet file.*(corrupt|invalid)|TProtocolException"
              + "|ZSTD|[Ii]nvalid footer|[Ff]ooter length|don't know what type|[Ii]nvalid TType");

  private KernelErrors() {}

  /** True if the kernel could not make sense of a file. */
  static boolean isDamage(FactoryException failure) {
    return failure.getCause() instanceof SQLException cause
        && (DAMAGED.matcher(message(cause)).find() || failure.kind() == Kind.INTERNAL);
  }

  static FactoryException of(SQLException cause) {
    String message = message(cause);
    if (message.startsWith("INTERRUPT")) {
      return LakeErrors.interrupted();
    }
    if (message.startsWith("Out of Memory")) {
      return new FactoryException(
          Kind.EXTERNAL,
          "DuckDB ran out of memory: " + message + ". Give it more memory, or fewer threads",
          cause);
    }
    if (message.contains("No space left on device") || message.contains("could not write all")) {
      return LakeErrors.diskFull(message, cause);
    }
    if (message.contains("No files found that match")) {
      return LakeErrors.fileMissing("the data", message, cause);
    }
    if (DAMAGED.matcher(message).find()) {
      return LakeErrors.fileDamaged("the data", message, cause);
    }
    if (message.startsWith("IO Error")) {
      return new FactoryException(
          Kind.EXTERNAL,
          "DuckDB cannot read or write: " + message.replaceFirst("^IO Error: ", ""),
          cause);
    }
    if (message.startsWith("Conversion Error") || message.startsWith("Out of Range Error")) {
      return new FactoryException(Kind.DATA, "A value does not fit its type: " + message, cause);
    }
    if (message.startsWith("Invalid Input Error")) {
      String reason = message.substring(message.indexOf(':') + 1).strip();
      return new FactoryException(Kind.DATA, "The data are not as expected: " + reason, cause);
    }
    return new FactoryException(Kind.INTERNAL, "DuckDB failed: " + message, cause);
  }

  /** The kernel's own message, if it is the cause of the failure. */
  static String message(FactoryException failure) {
    return failure.getCause() instanceof SQLException cause
        ? message(cause)
        : LakeErrors.reason(failure);
  }

  /** The kernel's own message, without its driver's words and the lines of SQL that it shows. */
  static String message(SQLException cause) {
    String message = LakeErrors.reason(cause);
    int wrapped = message.indexOf(WRAPPING);
    String own = wrapped < 0 ? message : message.substring(wrapped + WRAPPING.length());
    int excerpt = own.indexOf("\n\nLINE ");
    return (excerpt < 0 ? own : own.substring(0, excerpt)).replaceAll("\\s*\n\\s*", " ");
  }
}
