package io.featurefactory.training;

import io.featurefactory.compute.LosslessCast;
import io.featurefactory.lake.SqlText;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a service wants of a spine: its time, keys and inputs, each found in a column and converted
 * to the wanted type.
 *
 * <p>Names that begin with two underscores are the join's own.
 */
final class SpineValues {
  /** The number of the row. */
  static final String ROW = "__row";

  /** The time of the row. */
  static final String AT = "__at";

  private static final String TIME_OF_TEXT =
      """
      CASE WHEN contains(substr(%1$s, 11), '+') OR contains(substr(%1$s, 11), '-') OR upper(right(%1$s, 1)) = 'Z'
        THEN make_timestamp(epoch_us(TRY_CAST(%1$s AS TIMESTAMPTZ)))
        ELSE TRY_CAST(%1$s AS TIMESTAMP) END""";

  private final Spine spine;
  private final Spine.Mapping mapping;
  private final Map<String, Wanted> wanted = new LinkedHashMap<>();

  /** A value that is wanted, and the column of the spine where it is. */
  private record Wanted(String name, DataType type, Spine.Column column) {}

  SpineValues(Spine spine, Spine.Mapping mapping) {
    this.spine = spine;
    this.mapping = mapping;
    Spine.Column time = spine.find(mapping.time());
    if (time == null) {
      throw TrainingErrors.noColumn(spine, "time", mapping.time(), "--time");
    }
    want(AT, Primitive.TIMESTAMP, time);
  }

  /** True if the user named a column for the key or input. */
  boolean isMapped(String name) {
    return mapping.columns().containsKey(name);
  }

  /** The name of a key's value; wanted from now on. */
  String key(String key, DataType type) {
    return found("__key_" + key, key, type);
  }

  /** The name of an input's value; wanted from now on. */
  String input(String input, DataType type) {
    return found("__input_" + input, input, type);
  }

  private String found(String name, String sought, DataType type) {
    if (!wanted.containsKey(name)) {
      String column = mapping.columns().getOrDefault(sought, sought);
      Spine.Column found = spine.find(column);
      if (found == null) {
        throw TrainingErrors.noColumn(spine, sought, column, "--map " + sought + "=COLUMN");
      }
      want(name, type, found);
    }
    return name;
  }

  private void want(String name, DataType type, Spine.Column column) {
    if (!isText(column) && !fits(column, type)) {
      throw TrainingErrors.wrongType(spine, column, type);
    }
    wanted.put(name, new Wanted(name, type, column));
  }

  /** True for a text that is read as the type that is wanted. */
  private boolean isText(Spine.Column column) {
    return spine.texts() && column.type().equals("VARCHAR");
  }

  private static boolean fits(Spine.Column column, DataType type) {
    return type == Primitive.TIMESTAMP
        ? LosslessCast.fitsTime(column.shown())
        : LosslessCast.fits(column.shown(), type);
  }

  /**
   * The statement that makes the view {@code spine} of what is wanted by then.
   *
   * @param rows of the spine, or of a part of it: a relation for FROM
   */
  String view(String rows) {
    List<String> columns = new ArrayList<>();
    spine.columns().forEach(c -> columns.add(shown(c)));
    columns.add("file_row_number AS " + ROW);
    wanted.values().forEach(w -> columns.add(value(w) + " AS " + SqlText.name(w.name())));
    return "CREATE OR REPLACE TEMP VIEW spine AS\nSELECT\n  "
        + String.join(",\n  ", columns)
        + "\nFROM "
        + rows;
  }

  /** A text that somebody wants as a value of a type is shown as that value. */
  private String shown(Spine.Column column) {
    String name = SqlText.name(column.name());
    if (isText(column)) {
      for (Wanted w : wanted.values()) {
        if (w.column().equals(column)) {
          return w.type() == Primitive.VARCHAR ? name : value(w) + " AS " + name;
        }
      }
    }
    return column.shown().equals(column.type())
        ? name
        : "CAST(%1$s AS %2$s) AS %1$s".formatted(name, column.shown());
  }

  private String value(Wanted wanted) {
    Spine.Column column = wanted.column();
    String name = SqlText.name(column.name());
    if (isText(column)) {
      return ofText(name, wanted.type());
    }
    String shown =
        column.shown().equals(column.type())
            ? name
            : "CAST(" + name + " AS " + column.shown() + ")";
    return LosslessCast.sql(shown, column.shown(), wanted.type(), "CAST");
  }

  /** NULL where the text is no value of the type. */
  private static String ofText(String text, DataType type) {
    if (type == Primitive.VARCHAR) {
      return text;
    }
    if (type == Primitive.TIMESTAMP) {
      return TIME_OF_TEXT.formatted(text);
    }
    String cast = "TRY_CAST(" + text + " AS " + SqlText.type(type) + ")";
    if (type == Primitive.BIGINT) {
      return "CASE WHEN regexp_full_match(%s, '[-+]?[0-9]+') THEN %s END".formatted(text, cast);
    }
    if (type instanceof Decimal decimal) {
      return "CASE WHEN regexp_full_match(%s, '[-+]?[0-9]*([.][0-9]{0,%d}0*)?') THEN %s END"
          .formatted(text, decimal.scale(), cast);
    }
    return cast;
  }

  /**
   * Selects of the values that are none of the wanted type: row, text, the name that was wanted and
   * its type. Empty if there can be none.
   *
   * @param rows as for {@link #view}
   */
  List<String> misfits(String rows) {
    List<String> selects = new ArrayList<>();
    for (Wanted w : wanted.values()) {
      String column = SqlText.name(w.column().name());
      if (isText(w.column()) && w.type() != Primitive.VARCHAR) {
        selects.add(
            "SELECT file_row_number, %1$s, %2$s, %3$s FROM %4$s WHERE %1$s IS NOT NULL AND %5$s IS NULL ORDER BY 1 LIMIT 1"
                .formatted(
                    column,
                    SqlText.text(w.column().name()),
                    SqlText.text(w.type().displayName()),
                    rows,
                    value(w)));
      }
    }
    return selects;
  }
}
