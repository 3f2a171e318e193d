package io.featurefactory.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.featurefactory.compute.GoldenTable.Cell;
import io.featurefactory.definitions.expression.Columns;
import io.featurefactory.definitions.expression.ExpressionReader;
import io.featurefactory.definitions.expression.TypeNames;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden table of expressions, in Java and in the kernel. */
class ExpressionGoldenTest {
  private static final Pattern EXPECTED = Pattern.compile("(\\S+) (~?)(.*)");
  private static KernelRow kernel;

  @BeforeAll
  static void openKernel() throws SQLException {
    kernel = new KernelRow();
  }

  @AfterAll
  static void closeKernel() throws SQLException {
    kernel.close();
  }

  static List<GoldenTable.Line> table() {
    return GoldenTable.load();
  }

  @ParameterizedTest
  @MethodSource("table")
  void evaluate_lineOfTheTable_isItsValue(GoldenTable.Line line) throws SQLException {
    Faults faults = new Faults();
    Expr expr =
        ExpressionReader.value(
            YamlScalar.of("golden", line.expression()), columns(line.row()), faults);
    if (line.expectation().startsWith("error ")) {
      assertFails(line, expr, faults);
      return;
    }
    assertThat(faults.lines()).isEmpty();
    Matcher expected = EXPECTED.matcher(line.expectation());
    assertThat(expected.matches()).isTrue();
    DataType type = TypeNames.find(expected.group(1));
    assertThat(expr.type()).isEqualTo(type);
    Object value = GoldenTable.value(expected.group(3), type);
    boolean near = !expected.group(2).isEmpty();

    assertSame(ExprEvaluator.evaluate(expr, values(line.row())::get), value, near);
    KernelRow.Answer answer = kernel.ask(line.row(), ExpressionSql.render(expr), type);
    assertThat(answer.type()).isEqualTo(SqlLiteral.type(type));
    assertSame(answer.value(), value, near);
  }

  private static void assertFails(GoldenTable.Line line, Expr expr, Faults faults) {
    String message = line.expectation().substring("error ".length());
    if (expr == null) {
      assertThat(faults.lines()).anyMatch(fault -> fault.contains(message));
      return;
    }
    assertThatThrownBy(() -> ExprEvaluator.evaluate(expr, values(line.row())::get))
        .hasMessageContaining(message);
    assertThatThrownBy(() -> kernel.ask(line.row(), ExpressionSql.render(expr), expr.type()))
        .isInstanceOf(SQLException.class);
  }

  private static void assertSame(Object found, Object expected, boolean near) {
    if (near) {
      double value = (Double) expected;
      assertThat((Double) found).isCloseTo(value, within(2 * Math.ulp(value)));
    } else {
      assertThat(found).isEqualTo(expected);
    }
  }

  private static Columns columns(Map<String, Cell> row) {
    Map<String, DataType> types = new LinkedHashMap<>();
    row.forEach((name, cell) -> types.put(name, cell.type()));
    return new Columns("column", types, true);
  }

  private static Map<String, Object> values(Map<String, Cell> row) {
    Map<String, Object> values = new LinkedHashMap<>();
    row.forEach((name, cell) -> values.put(name, cell.value()));
    return values;
  }
}
