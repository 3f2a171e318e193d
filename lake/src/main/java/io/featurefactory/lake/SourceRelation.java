package io.featurefactory.lake;

import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * SQL that makes a source's events of stored rows.
 *
 * <p>In two steps, so that a caller can drop duplicates of an event id in between: {@link
 * #stored()} has a row per stored row, {@link #events(String)} one per element of the array that
 * the source unnests. Without unnest the two are the same.
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

  /** Columns that a stored row has, in the order of the definition, and those of its elements. */
  private final List<Source.Column> outer = new ArrayList<>();

  private final List<Source.Column> inner = new ArrayList<>();

  private SourceRelation(
      Source source, String from, Map<String, FileType> types, Function<Expr, String> expressions) {
    this.source = source;
    this.from = from;
    this.types = types;
    this.expressions = expressions;
    divide();
  }

  /** A computed column belongs to the element if it refers to a column that does. */
  private void divide() {
    Set<String> ofElements = new HashSet<>();
    for (Source.Column column : source.columns()) {
      Expr expr = column.expr();
      boolean element =
          expr == null
              ? ofElement(column)
              : ReferredColumns.of(expr).stream().anyMatch(ofElements::contains);
      if (element) {
        ofElements.add(column.name());
      }
      (element ? inner : outer).add(column);
    }
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

  /**
   * The events of a relation that has exactly the stored columns that the source declares.
   *
   * @param relation for FROM
   */
  public static SourceRelation ofDeclared(
      Source source, String relation, Function<Expr, String> expressions) {
    DeclaredColumns declared = new DeclaredColumns(source);
    Map<String, FileType> types = new LinkedHashMap<>();
    declared
        .names()
        .forEach(name -> types.put(name, FileType.parse(SqlText.type(declared.merge(name, null)))));
    return of(source, relation, types, expressions);
  }

  static SourceRelation of(
      Source source,
      String relation,
      Map<String, FileType> types,
      Function<Expr, String> expressions) {
    return new SourceRelation(source, relation, types, expressions);
  }

  /** The columns of {@link #stored()} but {@link #ELEMENTS}, in the order of the definition. */
  public List<Source.Column> storedColumns() {
    return List.copyOf(outer);
  }

  /**
   * A SELECT of the columns of the source that do not depend on the element, and {@link #ELEMENTS}
   * if the source unnests.
   */
  public String stored() {
    List<String> columns = new ArrayList<>();
    for (Source.Column column : outer) {
      if (column.expr() == null) {
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
    return computed(outer, select(columns, from + " " + ROW));
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
    return source.unnest() == null ? stored : computed(inner, elements(stored));
  }

  /** Each in the SELECT of all, so that one may refer to those before it. */
  private String computed(List<Source.Column> columns, String rows) {
    List<String> computed = new ArrayList<>();
    for (Source.Column column : columns) {
      Expr expr = column.expr();
      if (expr != null) {
        computed.add(
            "(%s)::%s AS %s"
                .formatted(
                    expressions.apply(expr),
                    SqlText.type(column.type()),
                    SqlText.name(column.name())));
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
    for (Source.Column column : inner) {
      if (column.expr() == null) {
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
