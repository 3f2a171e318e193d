package io.featurefactory.bench;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.nio.file.Path;
import java.util.List;

/** Every way in which the bench says no. */
final class BenchErrors {
  private BenchErrors() {}

  static FactoryException unknownOption(String option) {
    return new FactoryException(
        Kind.USER,
        "%s: no such option (expected: one of those that bench/run --help shows)"
            .formatted(option));
  }

  static FactoryException badOption(String option, String found, String expected) {
    return new FactoryException(
        Kind.USER, "%s: '%s' (expected: %s)".formatted(option, found, expected));
  }

  static FactoryException cannot(String what, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL, "Cannot %s: %s".formatted(what, cause.getMessage()), cause);
  }

  static FactoryException processFailed(Launch launch, int exit, Path log, List<String> tail) {
    return new FactoryException(
        Kind.EXTERNAL,
        "%s ended with %d. Its output is %s, and ends with:%n%s"
            .formatted(launch.name(), exit, log, String.join("\n", tail)));
  }

  static FactoryException otherRows(String these, RowDigest found, String those, RowDigest other) {
    return new FactoryException(
        Kind.DATA,
        "%s gave %s, but %s %s (expected: the same rows). No time of them means anything"
            .formatted(these, found, those, other));
  }

  static FactoryException notLimited(long group, long process) {
    return new FactoryException(
        Kind.INTERNAL,
        "The cgroup saw %s, but the process had %s: it did not run in the cgroup"
            .formatted(Numbers.gigabytes(group), Numbers.gigabytes(process)));
  }

  static FactoryException noRow(Path folder) {
    return new FactoryException(
        Kind.DATA, "%s has no row with a value. Take more events".formatted(folder));
  }
}
