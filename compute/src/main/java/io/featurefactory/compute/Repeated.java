package io.featurefactory.compute;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Operands that the SQL of a function needs more than once. Short ones are written again; long ones
 * are bound by a lambda, so that nested functions do not grow exponentially.
 */
final class Repeated {
  private static final int LONGEST_WRITTEN_AGAIN = 200;

  private Repeated() {}

  /** The SQL that {@code body} makes from names, or from the texts, of the operands. */
  static SqlFragment bind(List<SqlFragment> operands, Function<List<SqlFragment>, String> body) {
    if (operands.stream().allMatch(o -> o.text().length() <= LONGEST_WRITTEN_AGAIN)) {
      return SqlFragment.primary(body.apply(operands));
    }
    String fields =
        IntStream.range(0, operands.size())
            .mapToObj(i -> "v" + i + ": " + operands.get(i).text())
            .collect(Collectors.joining(", "));
    List<SqlFragment> names =
        IntStream.range(0, operands.size())
            .mapToObj(i -> SqlFragment.primary("bound.v" + i))
            .toList();
    return SqlFragment.primary(
        "list_transform([{" + fields + "}], lambda bound: " + body.apply(names) + ")[1]");
  }
}
