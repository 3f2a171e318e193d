package io.featurefactory.compute;

import static io.featurefactory.model.DataType.Primitive.BIGINT;
import static io.featurefactory.model.DataType.Primitive.BOOLEAN;
import static io.featurefactory.model.DataType.Primitive.DOUBLE;
import static io.featurefactory.model.DataType.Primitive.VARCHAR;
import static io.featurefactory.model.ScalarFunction.ADD;
import static io.featurefactory.model.ScalarFunction.AND;
import static io.featurefactory.model.ScalarFunction.DIVIDE;
import static io.featurefactory.model.ScalarFunction.EQUAL;
import static io.featurefactory.model.ScalarFunction.MULTIPLY;
import static io.featurefactory.model.ScalarFunction.OR;
import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import io.featurefactory.model.ScalarFunction;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpressionSqlTest {
  private static final Expr CLICKS = new Expr.Column("clicks_7d", BIGINT);
  private static final Expr VIEWS = new Expr.Column("views_7d", BIGINT);
  private static final Expr TYPE = new Expr.Column("event \"type\"", VARCHAR);

  @Test
  void render_ratioOfCounts_dividesWithoutConversions() {
    Expr ratio = call(DIVIDE, DOUBLE, new Expr.Cast(CLICKS, DOUBLE), new Expr.Cast(VIEWS, DOUBLE));

    assertThat(ExpressionSql.render(ratio)).isEqualTo("\"clicks_7d\" / nullif(\"views_7d\", 0)");
  }

  @Test
  void render_sumInProduct_keepsItsParentheses() {
    Expr sum = call(ADD, BIGINT, CLICKS, new Expr.Literal(1L, BIGINT));

    assertThat(ExpressionSql.render(call(MULTIPLY, BIGINT, sum, VIEWS)))
        .isEqualTo("(\"clicks_7d\" + 1) * \"views_7d\"");
  }

  @Test
  void render_equalitiesOfOneColumn_becomeIn() {
    Expr in = call(OR, BOOLEAN, equal("click"), equal("it's"));

    assertThat(ExpressionSql.render(in)).isEqualTo("\"event \"\"type\"\"\" IN ('click', 'it''s')");
  }

  @Test
  void render_orInAnd_keepsItsParentheses() {
    Expr or = call(OR, BOOLEAN, equal("a"), new Expr.Column("b", BOOLEAN));

    assertThat(ExpressionSql.render(call(AND, BOOLEAN, or, equal("c"))))
        .isEqualTo("(\"event \"\"type\"\"\" = 'a' OR \"b\") AND \"event \"\"type\"\"\" = 'c'");
  }

  @Test
  void render_literalAlone_statesItsType() {
    assertThat(ExpressionSql.render(new Expr.Literal(1L, BIGINT))).isEqualTo("1::BIGINT");
    assertThat(ExpressionSql.render(new Expr.Literal(-0.5, DOUBLE))).isEqualTo("(-0.5)::DOUBLE");
    assertThat(ExpressionSql.render(new Expr.Literal(null, VARCHAR))).isEqualTo("NULL::VARCHAR");
  }

  private static Expr equal(String text) {
    return call(EQUAL, BOOLEAN, TYPE, new Expr.Literal(text, VARCHAR));
  }

  private static Expr call(ScalarFunction function, DataType type, Expr... arguments) {
    return new Expr.Call(function, List.of(arguments), type);
  }
}
