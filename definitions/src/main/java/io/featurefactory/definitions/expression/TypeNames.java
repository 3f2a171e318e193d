package io.featurefactory.definitions.expression;

import io.featurefactory.definitions.yaml.Suggestion;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of types, as users write them. */
public final class TypeNames {
  private static final Map<String, DataType> SIMPLE =
      Map.ofEntries(
          Map.entry("string", Primitive.VARCHAR),
          Map.entry("varchar", Primitive.VARCHAR),
          Map.entry("text", Primitive.VARCHAR),
          Map.entry("bigint", Primitive.BIGINT),
          Map.entry("long", Primitive.BIGINT),
          Map.entry("int", Primitive.BIGINT),
          Map.entry("integer", Primitive.BIGINT),
          Map.entry("double", Primitive.DOUBLE),
          Map.entry("boolean", Primitive.BOOLEAN),
          Map.entry("bool", Primitive.BOOLEAN),
          Map.entry("timestamp", Primitive.TIMESTAMP));
  private static final List<String> DOCUMENTED =
      List.of("string", "bigint", "double", "boolean", "timestamp", "decimal(p,s)");
  private static final Pattern DECIMAL =
      Pattern.compile("(?:decimal|numeric)\\(([0-9]{1,3})(?:,([0-9]{1,3}))?\\)");
  private static final Pattern ARRAY = Pattern.compile("(.*)\\[\\]");

  private TypeNames() {}

  /** The type; null if there is none of that name. */
  public static @Nullable DataType find(String text) {
    String name = text.toLowerCase(Locale.ROOT).replace(" ", "");
    Matcher array = ARRAY.matcher(name);
    if (array.matches()) {
      DataType element =
          array.group(1).equals("float") ? Primitive.FLOAT : findScalar(array.group(1));
      return element == null ? null : new DataType.Array(element);
    }
    return findScalar(name);
  }

  private static @Nullable DataType findScalar(String name) {
    Matcher decimal = DECIMAL.matcher(name);
    if (!decimal.matches()) {
      return SIMPLE.get(name);
    }
    int precision = Integer.parseInt(decimal.group(1));
    int scale = decimal.group(2) == null ? 0 : Integer.parseInt(decimal.group(2));
    boolean possible =
        precision >= 1 && precision <= DataType.Decimal.MAX_PRECISION && scale <= precision;
    return possible ? new DataType.Decimal(precision, scale) : null;
  }

  /** The message about a name that {@link #find} does not know. */
  public static String unknown(String text) {
    return ExpressionErrors.unknownType(text, suggestion(text));
  }

  private static String suggestion(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    if (name.equals("float") || name.equals("real")) {
      return " (expected: double; float only in arrays, float[])";
    }
    if (name.equals("date") || name.equals("datetime")) {
      return " (expected: timestamp)";
    }
    if (name.startsWith("decimal") || name.startsWith("numeric")) {
      return " (expected: decimal(p,s) with p from 1 to 38 and s from 0 to p)";
    }
    String nearest = Suggestion.nearest(name, SIMPLE.keySet());
    return nearest.isEmpty()
        ? " (expected: " + String.join(", ", DOCUMENTED) + ", or an array such as string[])"
        : " (did you mean '" + nearest + "'?)";
  }
}
