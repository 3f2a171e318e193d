package io.featurefactory.compute;

import io.featurefactory.lake.UserQuery;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import io.featurefactory.model.ViewId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Every way in which computing can say no. */
final class ComputeErrors {
  private ComputeErrors() {}

  static FactoryException superseded(String view, long epoch, long newer) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("Cannot write %s: this process held the lease with epoch %d, and another one took it over with"
                + " epoch %d. Nothing was changed; the other process does the work. See ff runs %s")
            .formatted(view, epoch, newer, view));
  }

  static FactoryException backfillAfterHistory(ViewId view, Instant to, Instant first) {
    return new FactoryException(
        Kind.USER,
        ("Cannot backfill %s to %s: its history begins at %s, and there would be a hole between the two."
                + " Leave out --to, or give one that is not before the boundary that precedes %s")
            .formatted(view, to, first, first));
  }

  static FactoryException nothingToBackfill(ViewId view, Instant from, String reason) {
    return new FactoryException(
        Kind.USER, "Nothing to backfill for %s from %s: %s".formatted(view, from, reason));
  }

  static FactoryException noSpark(ViewId view) {
    return new FactoryException(
        Kind.USER,
        ("Cannot compute %s here: its sql is in the dialect of Spark. Say engine: spark in factory.yaml (a"
                + " Spark on this machine is enough), or write it for DuckDB (dialect: duckdb)")
            .formatted(view));
  }

  static FactoryException emptyScript(ViewId view) {
    return new FactoryException(
        Kind.USER, "The sql of %s has no statement (expected: a query)".formatted(view));
  }

  static FactoryException noTemporaryView(ViewId view, String found) {
    return new FactoryException(
        Kind.USER,
        "The sql of %s: %s (expected: CREATE TEMPORARY VIEW name AS ..., for each statement but the last)"
            .formatted(view, found));
  }

  static FactoryException noQueryAtTheEnd(ViewId view, String found) {
    return new FactoryException(
        Kind.USER,
        "The sql of %s ends with: %s (expected: a query, whose rows are the values)"
            .formatted(view, found));
  }

  static FactoryException unknownTable(ViewId view, String table, Collection<?> known) {
    List<String> names = known.stream().map(Object::toString).sorted().toList();
    return new FactoryException(
        Kind.USER,
        "The sql of %s reads %s, which is not known%s (expected: one of %s)"
            .formatted(
                view,
                table,
                Suggestions.of(table, names),
                names.isEmpty() ? "none" : String.join(", ", names)));
  }

  /** A failure of the query, with the name of its view; a full disk is nobody's fault. */
  static FactoryException inQuery(ViewId view, FactoryException cause) {
    if (cause instanceof DiskFullException) {
      return cause;
    }
    FactoryException blamed = UserQuery.blame(cause);
    return new FactoryException(
        blamed.kind(), "The sql of %s cannot run: %s".formatted(view, blamed.getMessage()), cause);
  }

  static FactoryException queryLacksColumn(ViewId view, String column, Collection<String> found) {
    return new FactoryException(
        Kind.USER,
        "The sql of %s has no column '%s'%s (expected: a column for each key and feature; found: %s)"
            .formatted(view, column, Suggestions.of(column, found), String.join(", ", found)));
  }

  static FactoryException queryColumnOfType(
      ViewId view, String column, String found, DataType wanted, String statement) {
    return new FactoryException(
        Kind.USER,
        "The sql of %s: column %s is %s (expected: %s). %s"
            .formatted(
                view,
                column,
                found,
                wanted.displayName(),
                statement.isEmpty()
                    ? "Cast it in the sql"
                    : "State its type in the view, " + statement + ", or cast it in the sql"));
  }

  static FactoryException queryValueDoesNotFit(ViewId view, Instant boundary, String key) {
    return new FactoryException(
        Kind.DATA,
        "The sql of %s at %s: a value of %s does not fit its type. Nothing of this boundary was logged"
            .formatted(view, boundary, key));
  }

  static FactoryException repeatedKey(ViewId view, Instant boundary, long keys, String example) {
    return new FactoryException(
        Kind.DATA,
        "The sql of %s at %s has more than one row for %s (%d such %s; expected: one row for each key). Group by the keys"
            .formatted(view, boundary, example, keys, keys == 1 ? "key" : "keys"));
  }
}
