package io.featurefactory.compute;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FeatureView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds the columns that a query yields against the keys and features of its view.
 *
 * <p>A column may have another type if each of its values, or an error, is a value of the view's
 * type: integers become BIGINT, numbers DOUBLE, dates TIMESTAMP.
 */
final class QueryColumns {
  private static final Set<String> INTEGERS =
      Set.of(
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT");

  /** Types that a view may state, each before those that hold its values, too. */
  private static final List<Primitive> STATED =
      List.of(
          Primitive.BOOLEAN,
          Primitive.BIGINT,
          Primitive.DOUBLE,
          Primitive.VARCHAR,
          Primitive.TIMESTAMP);

  private static final String WITH_ZONE = "TIMESTAMP WITH TIME ZONE";

  private final FeatureView view;
  private final Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * For a view.
   *
   * @param found the kernel's type of each column of the query
   */
  QueryColumns(FeatureView view, Map<String, String> found) {
    this.view = view;
    this.found.putAll(found);
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
      if (!fits(type, one.type())) {
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
        decimal(type)
            ? type.toLowerCase(Locale.ROOT)
            : STATED.stream()
                .filter(t -> !(key && t == Primitive.DOUBLE) && fits(type, t))
                .findFirst()
                .map(Primitive::displayName)
                .orElse("");
    return stated.isEmpty()
        ? ""
        : "%s: [{name: %s, type: \"%s\"}]".formatted(key ? "keys" : "features", name, stated);
  }

  private String converted(Wanted wanted, String cast) {
    String column = Sql.id(wanted.name());
    if (wanted.type() == Primitive.TIMESTAMP && WITH_ZONE.equals(found.get(wanted.name()))) {
      return "make_timestamp(epoch_us(" + column + "))";
    }
    String value = "%s(%s AS %s)".formatted(cast, column, Sql.type(wanted.type()));
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

  static boolean fits(String found, DataType wanted) {
    String kernel = found.toUpperCase(Locale.ROOT);
    if (wanted instanceof DataType.Array array) {
      int bracket = found.lastIndexOf('[');
      return found.endsWith("]") && fits(found.substring(0, bracket), array.element());
    }
    if (wanted instanceof DataType.Decimal decimal) {
      return INTEGERS.contains(kernel) || (decimal(kernel) && scale(kernel) <= decimal.scale());
    }
    if (!(wanted instanceof Primitive primitive)) {
      return false;
    }
    return switch (primitive) {
      case BOOLEAN -> kernel.equals("BOOLEAN");
      case BIGINT -> INTEGERS.contains(kernel);
      case DOUBLE ->
          INTEGERS.contains(kernel)
              || decimal(kernel)
              || kernel.equals("FLOAT")
              || kernel.equals("DOUBLE");
      case FLOAT -> kernel.equals("FLOAT");
      case VARCHAR ->
          kernel.equals("VARCHAR") || kernel.equals("UUID") || kernel.startsWith("ENUM(");
      case TIMESTAMP ->
          kernel.equals("TIMESTAMP")
              || kernel.equals("TIMESTAMP_S")
              || kernel.equals("TIMESTAMP_MS")
              || kernel.equals("DATE")
              || kernel.equals(WITH_ZONE);
    };
  }

  private static boolean decimal(String kernel) {
    return kernel.startsWith("DECIMAL(");
  }

  private static int scale(String kernel) {
    return Integer.parseInt(kernel.substring(kernel.indexOf(',') + 1, kernel.length() - 1).strip());
  }
}
