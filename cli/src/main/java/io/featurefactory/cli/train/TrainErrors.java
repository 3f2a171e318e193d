package io.featurefactory.cli.train;

import io.featurefactory.lake.FileFormat;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.ViewId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Every way in which {@code ff train} can say no, beside those of the join. */
final class TrainErrors {
  private TrainErrors() {}

  static FactoryException manifestLacksView(ViewId view) {
    return new FactoryException(
        Kind.USER,
        "The manifest says nothing of %s, which the service uses. It is of another version of the service"
            .formatted(view));
  }

  static FactoryException outputType(Path file) {
    return new FactoryException(
        Kind.USER,
        "--out %s: its name does not say how to write it (expected: %s, or lake.NAME for a new table)"
            .formatted(file, FileFormat.endings()));
  }

  static FactoryException overSpine(Path out) {
    return new FactoryException(
        Kind.USER,
        "--out %s is the spine itself, and nothing was changed. Give another name".formatted(out));
  }

  static FactoryException cannotWrite(Path file, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot write %s: %s. Nothing was changed".formatted(file, cause.getMessage()),
        cause);
  }

  static FactoryException unreadable(Path file, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL, "Cannot read %s: %s".formatted(file, cause.getMessage()), cause);
  }

  static FactoryException noTime(String spine, Collection<String> times) {
    return new FactoryException(
        Kind.USER,
        times.isEmpty()
            ? "%s has no column 'event_time', and no other one with times. Say which column is the time of a row with --time COLUMN"
                .formatted(spine)
            : "%s has several columns with times: %s. Say which one is the time of a row with --time COLUMN"
                .formatted(spine, String.join(", ", times)));
  }

  static FactoryException unknownTable(String table, Collection<String> known) {
    return new FactoryException(
        Kind.USER,
        "There is no table %s (known: %s)"
            .formatted(table, known.isEmpty() ? "none" : String.join(", ", known)));
  }

  static FactoryException unknownStore(String store, Collection<String> known) {
    return new FactoryException(
        Kind.USER,
        "--store %s: no view of the service is published there (stores of its views: %s)"
            .formatted(store, known.isEmpty() ? "none" : String.join(", ", known)));
  }

  static FactoryException noManifest(Path file, String reason) {
    return new FactoryException(
        Kind.USER, "%s is no manifest of a training set: %s".formatted(file, reason));
  }

  static FactoryException changed(String what, String was, String is) {
    return new FactoryException(
        Kind.USER,
        "Cannot make the same training set again: %s was %s, and is %s. Bring back what was, or make a new training set: ff train SERVICE --spine FILE"
            .formatted(what, was, is));
  }

  static FactoryException otherProject(String then, String here) {
    return new FactoryException(
        Kind.USER,
        "The manifest is of a training set of project '%s', and this is project '%s'. Run it there, or name its folder: --project DIR"
            .formatted(then, here));
  }

  static FactoryException gone(String what, String why) {
    return new FactoryException(
        Kind.USER, "Cannot make the same training set again: %s is gone. %s".formatted(what, why));
  }

  static FactoryException splitWithoutShares() {
    return new FactoryException(
        Kind.USER, "--split-by and --gap say how to split: add the shares, --split 0.8,0.1,0.1");
  }

  static FactoryException wrongShares(List<Double> shares) {
    return new FactoryException(
        Kind.USER,
        "--split %s (expected: two or three positive shares whose sum is 1, such as 0.8,0.1,0.1)"
            .formatted(
                shares.stream()
                    .map(share -> BigDecimal.valueOf(share).stripTrailingZeros().toPlainString())
                    .collect(Collectors.joining(","))));
  }

  static FactoryException wrongSplitBy(String by) {
    return new FactoryException(
        Kind.USER,
        "--split-by %s (expected: time, key:COLUMN[,COLUMN] or group:COLUMN)".formatted(by));
  }

  static FactoryException gapWithoutTime(String by) {
    return new FactoryException(
        Kind.USER, "--gap is for --split-by time; with %s there is none".formatted(by));
  }

  static FactoryException wrongGap(String gap) {
    return new FactoryException(
        Kind.USER, "--gap %s (expected: a length such as 12h or 7d)".formatted(gap));
  }

  static FactoryException spineMoved(Path file) {
    return new FactoryException(
        Kind.USER,
        "The spine of the manifest is not at %s. Say where it is now: --spine FILE"
            .formatted(file));
  }

  static FactoryException spineChanged(Path file) {
    return new FactoryException(
        Kind.USER,
        "%s was changed while it was read. Nothing was written; run the same command again when nobody writes it"
            .formatted(file));
  }

  static FactoryException tableThere(TableId table) {
    return new FactoryException(
        Kind.USER,
        "--out %s: there is a table of this name already, and others may read it: tables are not overwritten. Give another name"
            .formatted(table));
  }

  static FactoryException noTableType(String column, String type) {
    return new FactoryException(
        Kind.USER,
        "Column '%s' is of type %s, which no table can hold. Write a .parquet file, or leave the column out in a query: --spine QUERY.sql"
            .formatted(column, type));
  }
}
