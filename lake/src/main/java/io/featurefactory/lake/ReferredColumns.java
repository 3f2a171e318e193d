package io.featurefactory.lake;

import io.featurefactory.model.Expr;
import java.util.HashSet;
import java.util.Set;

/** The names of the columns that an expression refers to. */
final class ReferredColumns implements Expr.Visitor<Set<String>> {
  private final Set<String> names = new HashSet<>();

  private ReferredColumns() {}

  static Set<String> of(Expr expr) {
    return expr.accept(new ReferredColumns());
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
