package io.featurefactory.compute;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Holds the columns that a query yields against the keys and features of its view.
 *
 * <p>A column may have another type if each of its values, or an error, is a value of the view's
 * type: integers become BIGINT, numbers DOUBLE, dates TIMESTAMP.
 */
final class QueryColumns {
  /** Types that a view may state, each before those that hold its values, too. */
  private static final List<Primitive> STATED =
      List.of(
          Primitive.BOOLEAN,
          Primitive.BIGINT,
          Primitive.DOUBLE,
          Primitive.VARCHAR,
          Primitive.TIMESTAMP);

  private final FeatureView view;
  private final Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * For a view.
   *
   * @param found the kernel's type of each column of the query
   */
  private QueryColumns(FeatureView view, Map<String, String> found) {
    this.view = view;
    this.found.putAll(found);
  }

  /**
   * For a view.
   *
   * @param relation the rows of the query, for FROM; they are not read
   */
  static QueryColumns of(FeatureView view, KernelSession session, String relation) {
    Map<String, String> found = new HashMap<>();
    session.forEach(
        "DESCRIBE SELECT * FROM " + relation,
        row ->
            found.put(
                Objects.requireNonNull(row.string(0)), Objects.requireNonNull(row.string(1))));
    return new QueryColumns(view, found);
  }

  /** A key or feature and the column of the query that it is made of. */
  private record Wanted(String name, DataType type) {}

  /**
   * The values of keys and features, to be selected from the query; an error if one is missing. Of
   * rows without a key nothing else is converted, as they take no part.
   */
  List<String> values() {
    List<String> values = new ArrayList<>();
    String keyed = keyed();
    for (Wanted wanted : wanted()) {
      String value = converted(wanted, "CAST");
      boolean key = view.keys().stream().anyMatch(k -> k.name().equals(wanted.name()));
      values.add(
          (key ? value : "CASE WHEN " + keyed + " THEN " + value + " END")
              + " AS "
              + Sql.id(wanted.name()));
    }
    return values;
  }

  private String keyed() {
    return String.join(
        " AND ", view.keys().stream().map(k -> Sql.id(k.name()) + " IS NOT NULL").toList());
  }

  /** The condition on rows of the query that have a key and a value that does not fit its type. */
  String misfits() {
    String misfit =
        String.join(
            " OR ",
            wanted().stream()
                .map(
                    w ->
                        "(%s IS NOT NULL AND %s IS NULL)"
                            .formatted(Sql.id(w.name()), converted(w, "TRY_CAST")))
                .toList());
    return keyed() + " AND (" + misfit + ")";
  }

  private List<Wanted> wanted() {
    List<Wanted> wanted = new ArrayList<>();
    view.keys().forEach(k -> wanted.add(new Wanted(k.name(), k.type())));
    view.features().forEach(f -> wanted.add(new Wanted(f.name(), f.type())));
    for (Wanted one : wanted) {
      String type = found.get(one.name());
      if (type == null) {
        throw ComputeErrors.queryLacksColumn(view.id(), one.name(), found.keySet());
      }
      if (!LosslessCast.fits(type, one.type())) {
        throw ComputeErrors.queryColumnOfType(
            view.id(), one.name(), type, one.type(), statement(one.name(), type));
      }
    }
    return wanted;
  }

  /** How the view would state the type that a column has; empty if it cannot be that. */
  private String statement(String name, String type) {
    boolean key = view.keys().stream().anyMatch(k -> k.name().equals(name));
    String stated =
        LosslessCast.isDecimal(type)
            ? type.toLowerCase(Locale.ROOT)
            : STATED.stream()
                .filter(t -> !(key && t == Primitive.DOUBLE) && LosslessCast.fits(type, t))
                .findFirst()
                .map(Primitive::displayName)
                .orElse("");
    return stated.isEmpty()
        ? ""
        : "%s: [{name: %s, type: \"%s\"}]".formatted(key ? "keys" : "features", name, stated);
  }

  private String converted(Wanted wanted, String cast) {
    String column = Sql.id(wanted.name());
    String type = String.valueOf(found.get(wanted.name()));
    String value = LosslessCast.sql(column, type, wanted.type(), cast);
    if (floating(wanted.type())) {
      return oneZero(value, wanted.type());
    }
    return wanted.type() instanceof DataType.Array array && floating(array.element())
        ? "list_transform(%s, x -> %s)".formatted(value, oneZero("x", array.element()))
        : value;
  }

  private static boolean floating(DataType type) {
    return type == Primitive.DOUBLE || type == Primitive.FLOAT;
  }

  /** The two zeros are one. */
  private static String oneZero(String value, DataType type) {
    return "if(%1$s = 0, 0.0::%2$s, %1$s)".formatted(value, Sql.type(type));
  }
}
