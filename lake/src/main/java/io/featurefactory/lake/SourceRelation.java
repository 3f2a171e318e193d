package io.featurefactory.lake;

import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * SQL that makes a source's events of stored rows.
 *
 * <p>In two steps, so that a caller can drop duplicates of an event id in between: {@link
 * #stored()} has a row per stored row, {@link #events(String)} one per element of the array that
 * the source unnests, with all declared columns. Without unnest the two differ in the computed
 * columns only.
 */
public final class SourceRelation {
  /** The array that is still to be unnested, a column of {@link #stored()}. */
  public static final String ELEMENTS = "__elements";

  private static final String ROW = "r";
  private static final String ELEMENT = "__element";

  private final Source source;
  private final String from;
  private final Map<String, FileType> types;
  private final Function<Expr, String> expressions;

  private SourceRelation(
      Source source, String from, Map<String, FileType> types, Function<Expr, String> expressions) {
    this.source = source;
    this.from = from;
    this.types = types;
    this.expressions = expressions;
  }

  /**
   * The events of files of a lake table.
   *
   * @param relation of the table's files, see {@link LakeTable#relation}
   * @param expressions renders computed columns; their columns are names of the source's columns
   */
  public static SourceRelation of(
      Source source, LakeTable table, String relation, Function<Expr, String> expressions) {
    Map<String, FileType> types =
        table.columns().stream()
            .collect(
                Collectors.toMap(LakeField::name, c -> FileType.parse(SqlText.type(c.type()))));
    return of(source, relation, types, expressions);
  }

  static SourceRelation of(
      Source source,
      String relation,
      Map<String, FileType> types,
      Function<Expr, String> expressions) {
    return new SourceRelation(source, relation, types, expressions);
  }

  /**
   * A SELECT of the stored columns of the source that are not in the element, and {@link #ELEMENTS}
   * if the source unnests.
   */
  public String stored() {
    List<String> columns = new ArrayList<>();
    for (Source.Column column : source.columns()) {
      if (column.expr() == null && !ofElement(column)) {
        columns.add(value(column) + " AS " + SqlText.name(column.name()));
      }
    }
    String unnest = source.unnest();
    if (unnest != null) {
      Located located = locate(unnest, unnest);
      if (!located.type().name().equals(FileType.LIST)) {
        throw SourceErrors.notAnArray(source, unnest, located.type().name());
      }
      columns.add(located.sql() + " AS " + ELEMENTS);
    }
    return select(columns, from + " " + ROW);
  }

  /** A SELECT of all columns of the source, in its order, one row per event. */
  public String events() {
    return events(stored());
  }

  /**
   * As {@link #events()}, from rows that were chosen among those of {@link #stored()}.
   *
   * @param stored a SELECT with the columns of {@link #stored()}, and maybe others, which are kept
   */
  public String events(String stored) {
    String rows = stored;
    if (source.unnest() != null) {
      rows = elements(stored);
    }
    List<String> computed = new ArrayList<>();
    for (Source.Column column : source.columns()) {
      Expr expr = column.expr();
      if (expr != null) {
        computed.add(expressions.apply(expr) + " AS " + SqlText.name(column.name()));
      }
    }
    if (computed.isEmpty()) {
      return rows;
    }
    computed.add(0, "*");
    return select(computed, "(\n" + rows.indent(2) + ")");
  }

  private String elements(String stored) {
    FileType element = locate(source.unnest(), source.unnest()).type().fields().get(0).type();
    List<String> columns = new ArrayList<>();
    columns.add("* EXCLUDE (" + ELEMENTS + ", " + ELEMENT + ")");
    for (Source.Column column : source.columns()) {
      if (column.expr() == null && ofElement(column)) {
        Located located = new Located(ELEMENT, element);
        for (String step : stepsInElement(column)) {
          located = located.step(step, source, column);
        }
        columns.add(converted(located, column) + " AS " + SqlText.name(column.name()));
      }
    }
    String unnested =
        select(
            List.of("*", "unnest(" + ELEMENTS + ") AS " + ELEMENT), "(\n" + stored.indent(2) + ")");
    return select(columns, "(\n" + unnested.indent(2) + ")");
  }

  private boolean ofElement(Source.Column column) {
    String unnest = source.unnest();
    return unnest != null
        && (column.path().equals(unnest) || column.path().startsWith(unnest + "."));
  }

  private List<String> stepsInElement(Source.Column column) {
    int length = String.valueOf(source.unnest()).length();
    return column.path().length() == length
        ? List.of()
        : List.of(column.path().substring(length + 1).split("\\."));
  }

  private String value(Source.Column column) {
    return converted(locate(column.path(), column.name()), column);
  }

  private String converted(Located located, Source.Column column) {
    if (Conversion.guesses(located.type(), column.type())) {
      throw SourceErrors.wrongType(
          source, column.name(), column.path(), located.type().name(), column.type().displayName());
    }
    return Conversion.sql(located.sql(), located.type(), column.type());
  }

  private Located locate(@Nullable String path, @Nullable String column) {
    List<String> steps = List.of(String.valueOf(path).split("\\."));
    FileType type = types.get(steps.get(0));
    if (type == null) {
      throw SourceErrors.missingColumn(
          source, String.valueOf(column), steps.get(0), types.keySet());
    }
    Located located = new Located(ROW + "." + SqlText.name(steps.get(0)), type);
    for (String step : steps.subList(1, steps.size())) {
      located = located.step(step, source, null);
    }
    return located;
  }

  private static String select(List<String> columns, String from) {
    return "SELECT\n  " + String.join(",\n  ", columns) + "\nFROM " + from;
  }

  /** An expression and the type of its value. */
  private record Located(String sql, FileType type) {
    Located step(String name, Source source, Source.@Nullable Column column) {
      return type.fields().stream()
          .filter(field -> field.name().equals(name))
          .findFirst()
          .map(field -> new Located(sql + "." + SqlText.name(name), field.type()))
          .orElseThrow(
              () ->
                  SourceErrors.missingColumn(
                      source,
                      column == null ? name : column.name(),
                      column == null ? name : column.path(),
                      type.fields().stream().map(FileType.Field::name).toList()));
    }
  }
}
