package io.featurefactory.spark;

import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every way in which Spark can say no. */
final class SparkErrors {
  /** A task whose executors ended, as Spark says it. */
  private static final Pattern LOST =
      Pattern.compile(
          ".*Task ([0-9]{1,9}) in stage [0-9.]+ failed ([0-9]+) times.*ExecutorLostFailure .*Reason: (.*)");

  private SparkErrors() {}

  static FactoryException cannotStart(String master, RuntimeException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot start an application of Spark at %s: %s. Check spark: {master: ..., conf: ...} in factory.yaml"
            .formatted(master, firstLine(cause)),
        cause);
  }

  static FactoryException noSession(ReflectiveOperationException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "This Spark gives no session for sql views: %s (expected: Spark 3.5, 4.0 or 4.1)"
            .formatted(cause),
        cause);
  }

  /** The message of the cause that says most. */
  static String message(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String own = String.valueOf(t.getMessage()).strip();
      if (own.startsWith("[")) {
        return own;
      }
    }
    return message;
  }

  static FactoryException dividedByZero(String key, Throwable cause) {
    return new FactoryException(
        Kind.DATA,
        ("it divides by zero%s. Write a / nullif(b, 0), or try_divide(a, b), for a / b: then the value is"
                + " NULL")
            .formatted(key.isEmpty() ? "" : " for " + key),
        cause);
  }

  static FactoryException ofScript(String message, Throwable cause) {
    String text =
        message
            .replaceAll("(?s)\\s*== (SQL|DataFrame).*", "")
            .replaceAll("(?s)(line [0-9]+ pos [0-9]+);.*", "$1")
            .replaceAll("\\s+", " ");
    if (text.contains("S3AFileSystem")) {
      return new FactoryException(
          Kind.USER,
          "Spark itself has to read S3, and knows no s3a (expected: hadoop-aws on its class path, such as spark:"
              + " {conf: {spark.jars.packages: \"org.apache.hadoop:hadoop-aws:3.4.2\"}})",
          cause);
    }
    boolean mistake = text.startsWith("[") && !text.startsWith("[FAILED_");
    return new FactoryException(mistake ? Kind.USER : Kind.EXTERNAL, text, cause);
  }

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  static FactoryException otherKernel(String found, String expected) {
    return new FactoryException(
        Kind.USER,
        ("An executor of Spark has DuckDB %s (expected: %s, as the driver has). Submit the job with one jar"
                + " of Feature Factory for both, and no other DuckDB on the class path of the cluster")
            .formatted(found, expected));
  }

  static FactoryException interrupted() {
    return new FactoryException(Kind.EXTERNAL, "Interrupted; nothing was committed. Run again");
  }

  static FactoryException failedAgain(FactoryException last) {
    String message = last.getMessage() + " (on an executor of Spark)";
    return last instanceof DiskFullException
        ? new DiskFullException(message, last)
        : new FactoryException(Kind.EXTERNAL, message, last);
  }

  /**
   * Of a job that Spark gave up.
   *
   * @param tasks names, by the numbers that Spark gives them
   */
  static FactoryException failed(Throwable cause, List<String> tasks) {
    if (String.valueOf(cause.getMessage()).contains("SparkContext was shut down")) {
      return interrupted(); // this process was told to end
    }
    Matcher lost = LOST.matcher(firstLine(cause));
    if (lost.matches() && Integer.parseInt(lost.group(1)) < tasks.size()) {
      return new FactoryException(
          Kind.EXTERNAL,
          "Spark gave up: %s ended its executor %s times (%s). Nothing was committed. Code 137 is for want of memory: give executors more (spark.executor.memoryOverhead, compute: {memory}), or fewer tasks at once; 134 or 139 is a crash of DuckDB: see the logs of the executors, and tell us"
              .formatted(tasks.get(Integer.parseInt(lost.group(1))), lost.group(2), lost.group(3)),
          cause);
    }
    return new FactoryException(
        Kind.EXTERNAL,
        "Spark gave up: %s. Nothing was committed; run again, or see the logs of its executors"
            .formatted(firstLine(cause)),
        cause);
  }
}
