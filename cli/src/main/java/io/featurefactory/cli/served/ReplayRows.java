package io.featurefactory.cli.served;

import io.featurefactory.lake.SqlText;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.training.Spine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The logged rows as the replay reads them: a Parquet file whose columns are numbered, so that no
 * name of a definition is in the way, with the boundary of each run that an answer named.
 */
final class ReplayRows {
  static final String ASKED = "\"asked\"";
  static final String ANSWERED = "\"answered\"";
  static final String REQUEST = "\"request\"";
  static final String REQUEST_ROW = "\"request row\"";
  static final String INTACT = "\"intact\"";

  private final ServedColumns columns;

  ReplayRows(ServedColumns columns) {
    this.columns = columns;
  }

  static String parameter(int place) {
    return "param " + place;
  }

  static String sent(int place) {
    return "\"sent " + place + "\"";
  }

  static String value(int feature) {
    return "\"value " + feature + "\"";
  }

  static String derived(int place) {
    return "\"served derived " + place + "\"";
  }

  static String derivedStatus(int place) {
    return "\"derived status " + place + "\"";
  }

  static String status(int view) {
    return "\"status " + view + "\"";
  }

  static String run(int view) {
    return "\"served run " + view + "\"";
  }

  static String store(int view) {
    return "\"store " + view + "\"";
  }

  static String log(int view) {
    return "\"log " + view + "\"";
  }

  static String boundary(int view) {
    return "boundary " + view;
  }

  /**
   * The query of the rows.
   *
   * @param served relation of the table
   * @param boundaries of each view, a relation of {@code run} and {@code boundary}
   */
  String select(String served, List<String> boundaries, String condition) {
    List<String> selected = new ArrayList<>();
    add(selected, columns.askedAt(), ASKED);
    add(selected, columns.answeredAt(), ANSWERED);
    add(selected, columns.requestId(), REQUEST);
    add(selected, columns.requestRow(), REQUEST_ROW);
    selected.add(
        "%s IS NOT DISTINCT FROM %s AS %s"
            .formatted(SqlText.name(columns.checksum()), columns.checksumSql(), INTACT));
    for (int i = 0; i < columns.parameters().size(); i++) {
      ServedColumns.Parameter parameter = columns.parameters().get(i);
      add(selected, parameter.column(), SqlText.name(parameter(i)));
      if (parameter.sent() != null) {
        add(selected, parameter.sent(), sent(i));
      }
    }
    for (int i = 0; i < columns.features().size(); i++) {
      add(selected, columns.features().get(i).column(), value(i));
    }
    for (int i = 0; i < columns.derived().size(); i++) {
      add(selected, columns.derived().get(i).column(), derived(i));
      add(selected, columns.derived().get(i).status(), derivedStatus(i));
    }
    StringBuilder from = new StringBuilder("FROM " + served + " t");
    for (int i = 0; i < columns.views().size(); i++) {
      ServedColumns.View view = columns.views().get(i);
      add(selected, view.status(), status(i));
      add(selected, view.run(), run(i));
      add(selected, view.store(), store(i));
      add(selected, view.log(), log(i));
      selected.add("\"the boundary %d\" AS %s".formatted(i, SqlText.name(boundary(i))));
      from.append(
          """

          LEFT JOIN (SELECT run AS "the run %1$d", boundary AS "the boundary %1$d" FROM %2$s)
            ON "the run %1$d" = t.%3$s"""
              .formatted(i, boundaries.get(i), SqlText.name(view.run())));
    }
    return "SELECT\n  %s\n%s\nWHERE %s".formatted(String.join(",\n  ", selected), from, condition);
  }

  private static void add(List<String> selected, String column, String name) {
    selected.add("t." + SqlText.name(column) + " AS " + name);
  }

  /** A relation of a file of these rows, or of what a replay makes of them, with their numbers. */
  static String relation(Path file) {
    return "read_parquet(%s, file_row_number = true, hive_partitioning = false)"
        .formatted(SqlText.text(file.toString()));
  }

  Spine spine(Path file, long rows) {
    List<Spine.Column> spine = new ArrayList<>();
    spine.add(column("asked", Primitive.TIMESTAMP));
    for (int i = 0; i < columns.parameters().size(); i++) {
      spine.add(column(parameter(i), columns.parameters().get(i).type()));
    }
    for (int i = 0; i < columns.views().size(); i++) {
      spine.add(column(boundary(i), Primitive.TIMESTAMP));
    }
    return new Spine("the log of answers", relation(file), spine, false, rows);
  }

  private static Spine.Column column(String name, DataType type) {
    return new Spine.Column(name, SqlText.type(type));
  }

  Spine.Mapping mapping() {
    Map<String, String> places = new HashMap<>();
    for (int i = 0; i < columns.parameters().size(); i++) {
      places.put(columns.parameters().get(i).name(), parameter(i));
    }
    return new Spine.Mapping("asked", places);
  }
}
