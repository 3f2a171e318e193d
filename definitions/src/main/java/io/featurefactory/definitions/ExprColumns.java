package io.featurefactory.definitions;

import io.featurefactory.model.Expr;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The columns that an expression uses. What the visits return has no meaning. */
final class ExprColumns implements Expr.Visitor<Boolean> {
  private final Set<String> names = new TreeSet<>();

  private ExprColumns() {}

  /** Sorted; empty for null. */
  static Set<String> of(@Nullable Expr expr) {
    ExprColumns columns = new ExprColumns();
    if (expr != null) {
      columns.visit(expr);
    }
    return columns.names;
  }

  private void visit(Expr expr) {
    expr.accept(this);
  }

  @Override
  public Boolean literal(Expr.Literal literal) {
    return true;
  }

  @Override
  public Boolean column(Expr.Column column) {
    names.add(column.name());
    return true;
  }

  @Override
  public Boolean call(Expr.Call call) {
    call.arguments().forEach(this::visit);
    return true;
  }

  @Override
  public Boolean cast(Expr.Cast cast) {
    visit(cast.operand());
    return true;
  }

  @Override
  public Boolean caseWhen(Expr.Case caseWhen) {
    for (Expr.Branch branch : caseWhen.branches()) {
      visit(branch.condition());
      visit(branch.result());
    }
    visit(caseWhen.otherwise());
    return true;
  }
}
