package io.featurefactory.compute;

import io.featurefactory.model.FeatureView;
import java.time.Instant;

/** The SQL that compares all results of an sql view at a boundary with what is known. */
final class QuerySql {
  private final FeatureView view;

  QuerySql(FeatureView view) {
    this.view = view;
  }

  /** A SELECT of the rows of a result that have a key. */
  String keyed(String result) {
    return "SELECT %s AS key_hash, %s, %s FROM %s WHERE NOT (%s)"
        .formatted(KeySql.hash(view.keys()), keys(), features(), result, withoutKey());
  }

  /** The condition on a row of a result in which a key is NULL. */
  String withoutKey() {
    return String.join(
        " OR ", view.keys().stream().map(k -> Sql.id(k.name()) + " IS NULL").toList());
  }

  /** A SELECT of the rows of the state, as those of {@link #keyed}. */
  String rows(String state) {
    return "SELECT key_hash, %s, %s FROM %s".formatted(keys(), features(), state);
  }

  /** A SELECT of no rows, as those of {@link #keyed}. */
  String noRows() {
    return "SELECT 0::BIGINT AS key_hash, %s, %s WHERE false"
        .formatted(
            Sql.list(view.keys(), k -> Sql.nullOf(k.type()) + " AS " + Sql.id(k.name())),
            Sql.list(view.features(), f -> Sql.nullOf(f.type()) + " AS " + Sql.id(f.name())));
  }

  /** A SELECT of one row: how many keys occur more than once, and the text of one of them. */
  String repeated(String result) {
    return """
        SELECT count(*), min(key) FROM (
          SELECT %s AS key FROM %s WHERE NOT (%s)
          GROUP BY %s HAVING count(*) > 1
        )"""
        .formatted(KeySql.named(view.keys()), result, withoutKey(), keys());
  }

  /**
   * A SELECT of the rows of the log: every key of both relations is compared. A key that the result
   * does not have any more gets the empty row, NULL in all features; so a row of NULLs and no row
   * are the same.
   */
  String changes(String current, String known, Instant boundary, long run) {
    String differs =
        String.join(
            "\n   OR ",
            view.features().stream()
                .map(f -> Sql.id(f.name()))
                .map(f -> "c." + f + " IS DISTINCT FROM k." + f)
                .toList());
    return """
        SELECT key_hash, %1$s, %2$s AS feature_time, %3$d::BIGINT AS run, %4$s
        FROM %5$s c FULL JOIN %6$s k USING (key_hash, %1$s)
        WHERE %7$s"""
        .formatted(
            keys(),
            Sql.timestamp(boundary),
            run,
            Sql.list(view.features(), f -> "c." + Sql.id(f.name())),
            current,
            known,
            differs);
  }

  /** A SELECT of the values of a key that no result has. */
  String emptyRow() {
    return "SELECT "
        + Sql.list(view.features(), f -> Sql.nullOf(f.type()) + " AS " + Sql.id(f.name()));
  }

  private String keys() {
    return Sql.list(view.keys(), k -> Sql.id(k.name()));
  }

  private String features() {
    return Sql.list(view.features(), f -> Sql.id(f.name()));
  }
}
