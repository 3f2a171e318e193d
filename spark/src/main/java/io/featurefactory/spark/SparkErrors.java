package io.featurefactory.spark;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;

/** Every way in which Spark can say no. */
final class SparkErrors {
  private SparkErrors() {}

  static FactoryException cannotStart(String master, RuntimeException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot start an application of Spark at %s: %s. Check spark: {master: ..., conf: ...} in factory.yaml"
            .formatted(master, firstLine(cause)),
        cause);
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
    return new FactoryException(
        Kind.EXTERNAL,
        last.getMessage() + " (on an executor of Spark, in each of its attempts)",
        last);
  }

  static FactoryException failed(Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Spark gave up: %s. Nothing was committed; run again, or see the logs of its executors"
            .formatted(firstLine(cause)),
        cause);
  }
}
