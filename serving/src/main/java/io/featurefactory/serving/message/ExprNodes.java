package io.featurefactory.serving.message;

import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Expr.Branch;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.protocol.v1.PlanNode;
import java.util.ArrayList;
import java.util.List;

/** Typed expressions as nodes in postfix order, so that long ones do not nest messages. */
final class ExprNodes {
  private ExprNodes() {}

  static List<PlanNode> write(Expr expr) {
    List<PlanNode> nodes = new ArrayList<>();
    expr.accept(new Writer(nodes));
    return nodes;
  }

  private record Writer(List<PlanNode> nodes) implements Expr.Visitor<Boolean> {
    @Override
    public Boolean literal(Expr.Literal literal) {
      return node(
          literal,
          PlanNode.newBuilder().setLiteral(PlanWriter.value(literal.type(), literal.value())),
          List.of());
    }

    @Override
    public Boolean column(Expr.Column column) {
      return node(column, PlanNode.newBuilder().setColumn(column.name()), List.of());
    }

    @Override
    public Boolean call(Expr.Call call) {
      return node(
          call, PlanNode.newBuilder().setFunction(call.function().name()), call.arguments());
    }

    @Override
    public Boolean cast(Expr.Cast cast) {
      return node(cast, PlanNode.newBuilder().setCast(true), List.of(cast.operand()));
    }

    @Override
    public Boolean caseWhen(Expr.Case caseWhen) {
      List<Expr> operands = new ArrayList<>();
      for (Branch branch : caseWhen.branches()) {
        operands.add(branch.condition());
        operands.add(branch.result());
      }
      operands.add(caseWhen.otherwise());
      return node(caseWhen, PlanNode.newBuilder().setCaseWhen(true), operands);
    }

    private boolean node(Expr expr, PlanNode.Builder node, List<Expr> operands) {
      for (Expr operand : operands) { // no frames of a lambda: expressions may be deep
        Object ignored = operand.accept(this);
      }
      return nodes.add(
          node.setType(expr.type().displayName()).setOperands(operands.size()).build());
    }
  }

  /** What {@link #write} has written. */
  static Expr read(List<PlanNode> nodes) {
    List<Expr> done = new ArrayList<>();
    for (PlanNode node : nodes) {
      int from = done.size() - node.getOperands();
      if (node.getOperands() < 0 || from < 0) {
        throw new IllegalArgumentException(
            "%d operands of %d (expected: as many)".formatted(done.size(), node.getOperands()));
      }
      List<Expr> operands = done.subList(from, done.size());
      Expr expr = expr(node, List.copyOf(operands));
      operands.clear();
      done.add(expr);
    }
    return single(done);
  }

  private static Expr expr(PlanNode node, List<Expr> operands) {
    DataType type = DataType.named(node.getType());
    return switch (node.getKindCase()) {
      case LITERAL -> new Expr.Literal(PlanReader.value(type, node.getLiteral()), type);
      case COLUMN -> new Expr.Column(node.getColumn(), type);
      case FUNCTION -> new Expr.Call(ScalarFunction.valueOf(node.getFunction()), operands, type);
      case CAST -> new Expr.Cast(single(operands), type);
      case CASE_WHEN -> caseWhen(operands, type);
      case KIND_NOT_SET -> throw new IllegalArgumentException("a node of no kind");
    };
  }

  private static Expr caseWhen(List<Expr> operands, DataType type) {
    List<Branch> branches = new ArrayList<>();
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      branches.add(new Branch(operands.get(i), operands.get(i + 1)));
    }
    return new Expr.Case(
        branches, single(operands.subList(2 * branches.size(), operands.size())), type);
  }

  private static Expr single(List<Expr> exprs) {
    if (exprs.size() != 1) {
      throw new IllegalArgumentException(exprs.size() + " expressions (expected: one)");
    }
    return exprs.get(0);
  }
}
