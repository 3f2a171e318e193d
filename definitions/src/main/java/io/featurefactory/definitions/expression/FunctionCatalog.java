package io.featurefactory.definitions.expression;

import static io.featurefactory.definitions.expression.Signature.Parameter.ALIKE;
import static io.featurefactory.definitions.expression.Signature.Parameter.ALIKE_OR_ARRAY;
import static io.featurefactory.definitions.expression.Signature.Parameter.ARRAY;
import static io.featurefactory.definitions.expression.Signature.Parameter.BIGINT;
import static io.featurefactory.definitions.expression.Signature.Parameter.DIGITS;
import static io.featurefactory.definitions.expression.Signature.Parameter.DOUBLE;
import static io.featurefactory.definitions.expression.Signature.Parameter.ELEMENT;
import static io.featurefactory.definitions.expression.Signature.Parameter.NUMBER;
import static io.featurefactory.definitions.expression.Signature.Parameter.TEXT;
import static io.featurefactory.definitions.expression.Signature.Parameter.TIMESTAMP;
import static io.featurefactory.definitions.expression.Signature.Parameter.UNIT;

import io.featurefactory.definitions.expression.Signature.Parameter;
import io.featurefactory.definitions.expression.Signature.Result;
import io.featurefactory.definitions.yaml.Suggestion;
import io.featurefactory.model.ScalarFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The functions that expressions may call by name. */
final class FunctionCatalog {
  private static final Map<String, Signature> FUNCTIONS = new LinkedHashMap<>();

  /** Other dialects' names, for suggestions. */
  private static final Map<String, String> MEANT =
      Map.ofEntries(
          Map.entry("log", "ln' or 'log10"),
          Map.entry("ifnull", "coalesce"),
          Map.entry("nvl", "coalesce"),
          Map.entry("isnull", "coalesce"),
          Map.entry("if", "case when ... then ... else ... end"),
          Map.entry("iff", "case when ... then ... else ... end"),
          Map.entry("datediff", "date_diff"),
          Map.entry("dateadd", "date_add"),
          Map.entry("timestampdiff", "date_diff"),
          Map.entry("timestampadd", "date_add"),
          Map.entry("date_part", "extract"),
          Map.entry("len", "length"),
          Map.entry("size", "cardinality"),
          Map.entry("instr", "position"),
          Map.entry("strpos", "position"),
          Map.entry("list_contains", "array_contains"),
          Map.entry("contains", "array_contains"),
          Map.entry("safe_cast", "try_cast"),
          Map.entry("to_timestamp", "cast(x as timestamp)"),
          Map.entry("truncate", "floor"));

  private static final Set<String> NOT_DETERMINISTIC =
      Set.of(
          "now",
          "random",
          "rand",
          "uuid",
          "current_timestamp",
          "current_date",
          "current_time",
          "localtime",
          "localtimestamp",
          "getdate",
          "today",
          "gen_random_uuid");

  static {
    add("coalesce", ScalarFunction.COALESCE, 1, true, Result.COMMON, ALIKE_OR_ARRAY);
    add("nullif", ScalarFunction.NULLIF, 2, false, Result.COMMON, ALIKE, ALIKE);
    add("least", ScalarFunction.LEAST, 1, true, Result.COMMON, ALIKE);
    add("greatest", ScalarFunction.GREATEST, 1, true, Result.COMMON, ALIKE);
    add("abs", ScalarFunction.ABS, 1, false, Result.FIRST, NUMBER);
    add("ln", ScalarFunction.LN, 1, false, Result.DOUBLE, DOUBLE);
    add("log10", ScalarFunction.LOG10, 1, false, Result.DOUBLE, DOUBLE);
    add("exp", ScalarFunction.EXP, 1, false, Result.DOUBLE, DOUBLE);
    add("power", ScalarFunction.POWER, 2, false, Result.DOUBLE, DOUBLE, DOUBLE);
    add("pow", ScalarFunction.POWER, 2, false, Result.DOUBLE, DOUBLE, DOUBLE);
    add("sqrt", ScalarFunction.SQRT, 1, false, Result.DOUBLE, DOUBLE);
    add("round", ScalarFunction.ROUND, 1, false, Result.WHOLE, NUMBER, DIGITS);
    add("floor", ScalarFunction.FLOOR, 1, false, Result.WHOLE, NUMBER);
    add("ceil", ScalarFunction.CEIL, 1, false, Result.WHOLE, NUMBER);
    add("ceiling", ScalarFunction.CEIL, 1, false, Result.WHOLE, NUMBER);
    add("sign", ScalarFunction.SIGN, 1, false, Result.BIGINT, NUMBER);
    add("mod", ScalarFunction.MODULO, 2, false, Result.COMMON, NUMBER, NUMBER);
    add("lower", ScalarFunction.LOWER, 1, false, Result.TEXT, TEXT);
    add("upper", ScalarFunction.UPPER, 1, false, Result.TEXT, TEXT);
    add("trim", ScalarFunction.TRIM, 1, false, Result.TEXT, TEXT, TEXT);
    add("ltrim", ScalarFunction.LTRIM, 1, false, Result.TEXT, TEXT, TEXT);
    add("rtrim", ScalarFunction.RTRIM, 1, false, Result.TEXT, TEXT, TEXT);
    add("length", ScalarFunction.LENGTH, 1, false, Result.BIGINT, TEXT);
    add("char_length", ScalarFunction.LENGTH, 1, false, Result.BIGINT, TEXT);
    add("character_length", ScalarFunction.LENGTH, 1, false, Result.BIGINT, TEXT);
    add("substring", ScalarFunction.SUBSTRING, 2, false, Result.TEXT, TEXT, BIGINT, BIGINT);
    add("substr", ScalarFunction.SUBSTRING, 2, false, Result.TEXT, TEXT, BIGINT, BIGINT);
    add("concat", ScalarFunction.CONCAT, 2, true, Result.TEXT, TEXT);
    add("replace", ScalarFunction.REPLACE, 3, false, Result.TEXT, TEXT, TEXT, TEXT);
    add("position", ScalarFunction.POSITION, 2, false, Result.BIGINT, TEXT, TEXT);
    add("starts_with", ScalarFunction.STARTS_WITH, 2, false, Result.BOOLEAN, TEXT, TEXT);
    add("split_part", ScalarFunction.SPLIT_PART, 3, false, Result.TEXT, TEXT, TEXT, BIGINT);
    add("date_trunc", ScalarFunction.DATE_TRUNC, 2, false, Result.TIMESTAMP, UNIT, TIMESTAMP);
    add("date_diff", ScalarFunction.DATE_DIFF, 3, false, Result.BIGINT, UNIT, TIMESTAMP, TIMESTAMP);
    add("date_add", ScalarFunction.DATE_ADD, 3, false, Result.TIMESTAMP, UNIT, BIGINT, TIMESTAMP);
    add("cardinality", ScalarFunction.CARDINALITY, 1, false, Result.BIGINT, ARRAY);
    add("array_length", ScalarFunction.CARDINALITY, 1, false, Result.BIGINT, ARRAY);
    add("element_at", ScalarFunction.ELEMENT_AT, 2, false, Result.ELEMENT, ARRAY, BIGINT);
    add("array_contains", ScalarFunction.ARRAY_CONTAINS, 2, false, Result.BOOLEAN, ARRAY, ELEMENT);
  }

  /** Which of the two directions is meant, the type of the argument says. */
  static final Signature EPOCH_MS_OF =
      new Signature(
          ScalarFunction.EPOCH_MS,
          "epoch_ms(timestamp)",
          List.of(TIMESTAMP),
          1,
          false,
          Result.BIGINT);

  static final Signature FROM_EPOCH_MS =
      new Signature(
          ScalarFunction.FROM_EPOCH_MS,
          "epoch_ms(bigint)",
          List.of(BIGINT),
          1,
          false,
          Result.TIMESTAMP);

  private FunctionCatalog() {}

  private static void add(
      String name,
      ScalarFunction function,
      int required,
      boolean repeated,
      Result result,
      Parameter... parameters) {
    List<Parameter> all = List.of(parameters);
    FUNCTIONS.put(
        name,
        new Signature(
            function, usage(name, all, required, repeated), all, required, repeated, result));
  }

  private static String usage(
      String name, List<Parameter> parameters, int required, boolean repeated) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      String word = word(parameters.get(i));
      words.add(i < required ? word : "[" + word + "]");
    }
    return name + "(" + String.join(", ", words) + (repeated ? ", ...)" : ")");
  }

  private static String word(Parameter parameter) {
    return switch (parameter) {
      case TEXT -> "string";
      case NUMBER, DOUBLE -> "number";
      case BIGINT -> "bigint";
      case TIMESTAMP -> "timestamp";
      case ALIKE, ALIKE_OR_ARRAY -> "value";
      case ARRAY -> "array";
      case ELEMENT -> "value";
      case UNIT -> "unit";
      case DIGITS -> "digits";
    };
  }

  static @Nullable Signature find(String name) {
    return FUNCTIONS.get(name);
  }

  /** How each is called: {@code round(number, [digits])}. */
  static List<String> usages() {
    return Stream.concat(FUNCTIONS.values().stream(), Stream.of(EPOCH_MS_OF, FROM_EPOCH_MS))
        .map(Signature::usage)
        .toList();
  }

  /** The message about a function that is not there. */
  static String unknown(String name) {
    if (NOT_DETERMINISTIC.contains(name)) {
      return ExpressionErrors.notDeterministic(name);
    }
    if (AggregateNames.contains(name)) {
      return ExpressionErrors.misplacedAggregate(name);
    }
    String meant = MEANT.get(name);
    return ExpressionErrors.unknownFunction(
        name,
        meant == null
            ? Suggestion.of(name, FUNCTIONS.keySet())
            : " (did you mean '" + meant + "'?)");
  }

  static boolean isNotDeterministic(String name) {
    return NOT_DETERMINISTIC.contains(name);
  }
}
