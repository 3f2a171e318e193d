package io.featurefactory.training.evaluate;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every way in which an evaluation can say no. */
final class EvaluateErrors {
  private EvaluateErrors() {}

  /** A null cause if the binding keeps it for itself, as it does of a missing libgomp. */
  static FactoryException noLibrary(@Nullable Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "LightGBM, which trains the models, cannot be loaded%s. It needs OpenMP of the system: apt-get install libgomp1 (Fedora: dnf install libgomp; macOS: brew install libomp)"
            .formatted(cause == null ? "" : " (" + cause.getMessage() + ")"),
        cause);
  }

  static FactoryException lightGbm(Exception cause) {
    return new FactoryException(
        Kind.INTERNAL, "LightGBM failed: %s".formatted(cause.getMessage()), cause);
  }

  static FactoryException interrupted(InterruptedException cause) {
    return new FactoryException(Kind.EXTERNAL, "Interrupted. Nothing was written", cause);
  }

  static FactoryException noColumn(
      String option, String column, String what, Collection<String> known) {
    return user(
        "%s %s: the spine has no such column%s (expected: %s, one of %s)"
            .formatted(
                option, column, Suggestions.of(column, known), what, String.join(", ", known)));
  }

  static FactoryException labelType(String label, String type) {
    return user(
        "--label %s: the column is of type %s (expected: true and false, or whole numbers from 0 on, 0 for what was not wanted)"
            .formatted(label, type));
  }

  static FactoryException labelValue(String label, String value) {
    return user(
        "--label %s: there is a value %s (expected: true and false, or whole numbers from 0 to 30, 0 for what was not wanted)"
            .formatted(label, value));
  }

  static FactoryException baselineType(String column, String type) {
    return user(
        "--baseline %s: the column is of type %s (expected: a number, or true and false)"
            .formatted(column, type));
  }

  static FactoryException twice(String column, String uses) {
    return user("Column %s is named for %s (expected: one use)".formatted(column, uses));
  }

  static FactoryException oneClass(String label, String value, long rows) {
    return user(
        "--label %s: all %,d rows have the value %s, and there is nothing to learn (expected: rows with 0 or false, and others)"
            .formatted(label, rows, value));
  }

  static FactoryException noRows(String spine, long incomplete) {
    return user(
        "%s has no row with a label, a group and a time (%,d rows lack one of them)"
            .formatted(spine, incomplete));
  }

  static FactoryException oneRowGroups(String label, List<String> groups) {
    return user(
        "--group %s: no group has rows with label 0 and others, so that there is nothing to rank (expected: the column that tells which rows were shown together, such as the result page, and '%s' for each of them)"
            .formatted(String.join(",", groups), label));
  }

  static FactoryException fewGroups(String part, long counted, int least) {
    return user(
        "The %s part has %d groups with rows of label 0 and others (expected: at least %d). Give more rows, or other parts with --split"
            .formatted(part, counted, least));
  }

  static FactoryException noFeatures() {
    return user(
        "No feature of the service can be used by a model: see what it has with ff show SERVICE");
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }
}
