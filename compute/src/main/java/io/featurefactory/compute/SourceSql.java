package io.featurefactory.compute;

import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import io.featurefactory.model.Source.Column;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The SQL that turns the stored rows of a source into its events with the declared columns: paths
 * into structs, computed columns, one event per element of the unnested array, each event id once.
 *
 * <p>Identity is decided on the stored rows, before they are unnested, unless the id or the time of
 * an event is in the element.
 */
final class SourceSql {
  private final Source source;

  /** Columns that the stored row has, without those of elements, in the order of the definition. */
  private final List<Column> outer = new ArrayList<>();

  private final List<Column> inner = new ArrayList<>();

  SourceSql(Source source) {
    this.source = source;
    Set<String> ofElements = new HashSet<>();
    for (Column column : source.columns()) {
      Expr expr = column.expr();
      boolean element =
          expr == null
              ? inElement(column)
              : Columns.of(expr).stream().anyMatch(ofElements::contains);
      if (element) {
        ofElements.add(column.name());
      }
      (element ? inner : outer).add(column);
    }
  }

  private boolean inElement(Column column) {
    String array = source.unnest();
    return array != null && (column.path().equals(array) || column.path().startsWith(array + "."));
  }

  /** True if what identifies an event is in the stored row. */
  private boolean identityIsOuter() {
    return inner.stream()
        .noneMatch(c -> c.name().equals(source.eventId()) || c.name().equals(source.eventTime()));
  }

  /**
   * A SELECT of all events of the stored rows.
   *
   * @param stored relation of stored rows; where the source names an event id, with their batch as
   *     {@code __batch}: what landed later has a greater one
   * @param repeated name of a table {@code (__id, __time, consumed)} of the identities that occur
   *     more than once; null where there are none
   */
  String events(String stored, @Nullable String repeated) {
    String rows = computed(outer, outerRows(stored));
    if (source.unnest() == null || identityIsOuter()) {
      return computed(inner, elements(once(rows, repeated)));
    }
    return once(computed(inner, elements(rows)), repeated);
  }

  /** A SELECT of {@code __id} and {@code __time} of each event that has an id. */
  String identities(String stored) {
    String id = Sql.id(source.eventId() == null ? "" : source.eventId());
    return "SELECT %s AS __id, %s AS __time FROM (%s) WHERE %s IS NOT NULL"
        .formatted(id, Sql.id(source.eventTime()), events(stored, null), id);
  }

  private String outerRows(String stored) {
    List<String> columns = new ArrayList<>();
    for (Column column : outer) {
      if (column.expr() == null) {
        columns.add(
            path(column.path()) + "::" + Sql.type(column.type()) + " AS " + Sql.id(column.name()));
      }
    }
    if (source.unnest() != null) {
      columns.add(path(source.unnest()) + " AS __elements");
    }
    if (source.eventId() != null) {
      columns.add("__batch");
    }
    return "SELECT " + String.join(", ", columns) + "\nFROM " + stored;
  }

  private String elements(String rows) {
    String array = source.unnest();
    if (array == null) {
      return rows;
    }
    List<String> columns = new ArrayList<>();
    for (Column column : inner) {
      if (column.expr() == null) {
        String field =
            column.path().equals(array)
                ? "__element"
                : "__element." + path(column.path().substring(array.length() + 1));
        columns.add(", " + field + "::" + Sql.type(column.type()) + " AS " + Sql.id(column.name()));
      }
    }
    return """
        SELECT * EXCLUDE (__element)%s
        FROM (SELECT * EXCLUDE (__elements), unnest(__elements) AS __element FROM (%s))"""
        .formatted(String.join("", columns), rows);
  }

  private static String computed(List<Column> columns, String rows) {
    String added =
        String.join(
            "",
            columns.stream().filter(c -> c.expr() != null).map(SourceSql::computedColumn).toList());
    return added.isEmpty() ? rows : "SELECT *" + added + "\nFROM (" + rows + ")";
  }

  private static String computedColumn(Column column) {
    Expr expr = column.expr();
    return expr == null
        ? ""
        : ", (%s)::%s AS %s"
            .formatted(ExpressionSql.render(expr), Sql.type(column.type()), Sql.id(column.name()));
  }

  /** Of the rows of a repeated identity the first that landed, if none was consumed before. */
  private String once(String rows, @Nullable String repeated) {
    if (repeated == null) {
      return rows;
    }
    String same =
        "e.%s = r.__id AND e.%s = r.__time"
            .formatted(
                Sql.id(source.eventId() == null ? "" : source.eventId()),
                Sql.id(source.eventTime()));
    List<String> order = new ArrayList<>();
    order.add("__batch");
    if (source.landedAt() != null) {
      order.add(Sql.id(source.landedAt()) + " NULLS LAST");
    }
    outerFirst().forEach(c -> order.add(Sql.id(c.name()) + " NULLS LAST"));
    return """
        SELECT e.* FROM (%1$s) e ANTI JOIN %2$s r ON %3$s
        UNION ALL BY NAME
        SELECT e.* FROM (%1$s) e SEMI JOIN (SELECT * FROM %2$s WHERE NOT consumed) r ON %3$s
        QUALIFY row_number() OVER (PARTITION BY e.%4$s, e.%5$s ORDER BY %6$s) = 1"""
        .formatted(
            rows,
            repeated,
            same,
            Sql.id(source.eventId() == null ? "" : source.eventId()),
            Sql.id(source.eventTime()),
            String.join(", ", order));
  }

  private List<Column> outerFirst() {
    return source.unnest() == null || identityIsOuter() ? outer : source.columns();
  }

  private static String path(String path) {
    return Sql.list(List.of(path.split("\\.")), Sql::id).replace(", ", ".");
  }

  /** Column names that an expression refers to. */
  private static final class Columns implements Expr.Visitor<Set<String>> {
    private final Set<String> names = new HashSet<>();

    static Set<String> of(Expr expr) {
      return expr.accept(new Columns());
    }

    @Override
    public Set<String> literal(Expr.Literal literal) {
      return names;
    }

    @Override
    public Set<String> column(Expr.Column column) {
      names.add(column.name());
      return names;
    }

    @Override
    public Set<String> call(Expr.Call call) {
      call.arguments().forEach(a -> a.accept(this));
      return names;
    }

    @Override
    public Set<String> cast(Expr.Cast cast) {
      return cast.operand().accept(this);
    }

    @Override
    public Set<String> caseWhen(Expr.Case caseWhen) {
      for (Expr.Branch branch : caseWhen.branches()) {
        branch.condition().accept(this);
        branch.result().accept(this);
      }
      return caseWhen.otherwise().accept(this);
    }
  }
}
