package io.featurefactory.training;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every way in which training sets can say no. */
final class TrainingErrors {
  private static final String PANDAS_INDEX = "__index_level_\\d+__";

  private TrainingErrors() {}

  static FactoryException noColumn(Spine spine, String wanted, String column, String option) {
    List<String> names = spine.columns().stream().map(Spine.Column::name).toList();
    return new FactoryException(
        Kind.USER,
        "%s has no column '%s' for %s%s: its columns are %s. Name the one that holds it with %s"
            .formatted(
                spine.name(),
                column,
                wanted,
                Suggestions.of(column, names),
                String.join(", ", names),
                option));
  }

  static FactoryException noSpine(Path file) {
    return new FactoryException(
        Kind.USER,
        "There is no spine %s (expected: a .parquet, .csv or .jsonl file, a query in a .sql file, or a table such as lake.clickstream)"
            .formatted(file));
  }

  static FactoryException spineType(Path file) {
    return new FactoryException(
        Kind.USER,
        "Spine %s: its name does not say what it is (expected: .parquet, .csv, .jsonl, .sql, or a table such as lake.clickstream)"
            .formatted(file));
  }

  static FactoryException noObjects(String file) {
    return new FactoryException(
        Kind.DATA,
        "Spine %s: no columns were found (expected: JSON lines, one object with columns per line)"
            .formatted(file));
  }

  static FactoryException wrongType(Spine spine, Spine.Column column, DataType wanted) {
    return new FactoryException(
        Kind.USER,
        "Column '%s' of %s is of type %s (expected: %s, or a type that becomes one without loss). Convert it where the file is made; or ff import it, and convert it in a query: --spine QUERY.sql"
            .formatted(column.name(), spine.name(), column.type(), wanted.displayName()));
  }

  static FactoryException labelType(Spine spine, Spine.Column label) {
    return new FactoryException(
        Kind.USER,
        "Label '%s' of %s is of type %s (expected: a number, or true and false)"
            .formatted(label.name(), spine.name(), label.shown()));
  }

  static FactoryException misfit(
      Spine spine, long row, @Nullable String value, @Nullable String column, String type) {
    return new FactoryException(
        Kind.DATA,
        "Row %d of %s: '%s' in column '%s' is no %s%s. Nothing was written"
            .formatted(
                row + 1,
                spine.name(),
                value,
                column,
                type,
                type.equals("timestamp")
                    ? " (expected: one such as 2026-03-02T10:00:00Z, 2026-03-02 10:00:00+01:00, or without a zone in UTC)"
                    : ""));
  }

  static FactoryException endlessTime(Spine spine, long row) {
    return new FactoryException(
        Kind.DATA,
        "Row %d of %s: its time is infinite (expected: an instant, or NULL). Nothing was written"
            .formatted(row + 1, spine.name()));
  }

  static FactoryException ownName(Spine spine, String column) {
    return new FactoryException(
        Kind.USER,
        "Column '%s' of %s begins with two underscores, as the join's own columns do. %s"
            .formatted(
                column,
                spine.name(),
                column.matches(PANDAS_INDEX)
                    ? "It is the index of a pandas frame: write it with to_parquet(..., index=False)"
                    : "Give it another name"));
  }

  static FactoryException rowNumberName(String spine, String column) {
    return new FactoryException(
        Kind.USER,
        "Column '%s' of %s has the name under which the rows of a file are numbered. Give it another name"
            .formatted(column, spine));
  }

  static FactoryException sameName(String spine, String column) {
    return new FactoryException(
        Kind.USER,
        "%s has two columns named '%s', or alike but for the case. Give one of them another name"
            .formatted(spine, column));
  }

  static FactoryException sameKey(String spine, long row) {
    return new FactoryException(
        Kind.DATA, "Object %d of %s has a key twice (expected: each once)".formatted(row, spine));
  }

  static FactoryException losesDigits(String spine, long row, String column, String value) {
    return new FactoryException(
        Kind.DATA,
        "Object %d of %s: %s of '%s' has more digits than a DOUBLE, which this column has for its other numbers (expected: whole numbers only, or a text in quotes)"
            .formatted(row, spine, value, column));
  }

  static FactoryException wideDecimal(String spine, String column, long precision) {
    return new FactoryException(
        Kind.USER,
        "Column '%s' of %s is a decimal of %d digits (expected: at most 38). Write it as a text, or as a narrower one"
            .formatted(column, spine, precision));
  }

  static FactoryException spineFolder(Path folder) {
    return new FactoryException(
        Kind.USER,
        "Spine %s is a folder (expected: a file; ff import reads folders into a table, which can be one)"
            .formatted(folder));
  }

  static FactoryException noName(String spine, int number) {
    return new FactoryException(
        Kind.USER, "Column %d of %s has no name. Give it one".formatted(number, spine));
  }

  static FactoryException unknownMapped(String name, Collection<String> known) {
    return new FactoryException(
        Kind.USER,
        "--map %s=...: the service has no key or input of that name%s (expected: one of %s)"
            .formatted(name, Suggestions.of(name, known), String.join(", ", known)));
  }

  static FactoryException taken(Spine spine, String column, boolean shortNames) {
    return new FactoryException(
        Kind.USER,
        "%s has a column '%s', and the training set gets one of that name, too. %s"
            .formatted(
                spine.name(),
                column,
                shortNames
                    ? "Use --names full, or give the spine's column another name"
                    : "Give the spine's column another name"));
  }
}
