package io.featurefactory.definitions.expression;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.Suggestion;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.ScalarFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.jspecify.annotations.Nullable;

/**
 * Turns a syntax tree into a typed tree. A node with a mistake gives a fault and null; its siblings
 * are checked all the same.
 */
final class TypeChecker {
  private final ParsedSql source;
  private final Columns columns;
  private final Faults faults;
  private final CallChecker calls;
  private final OperatorChecker operators;

  TypeChecker(ParsedSql source, Columns columns, Faults faults) {
    this.source = source;
    this.columns = columns;
    this.faults = faults;
    this.calls = new CallChecker(this);
    this.operators = new OperatorChecker(this);
  }

  /** The typed tree of a node; null after a fault. */
  @Nullable Expr check(SqlNode node) {
    if (node instanceof SqlIdentifier identifier) {
      return column(identifier);
    }
    if (node instanceof SqlLiteral literal) {
      return constant(node, () -> Constants.of(literal));
    }
    if (node instanceof SqlCase caseNode) {
      return caseWhen(caseNode);
    }
    if (node instanceof SqlSelect || !(node instanceof SqlCall call)) {
      return fault(node, ExpressionErrors.unsupported(Unsupported.name(node)));
    }
    return call(call);
  }

  /** A tree of type BOOLEAN; null after a fault. */
  @Nullable Expr condition(SqlNode node, String operator) {
    Expr expr = check(node);
    if (expr == null || expr.type() == Primitive.BOOLEAN) {
      return expr;
    }
    if (Coercion.isNull(expr)) {
      return Coercion.to(expr, Primitive.BOOLEAN);
    }
    return fault(
        node, ExpressionErrors.operand(operator, expr.type().displayName(), "a condition"));
  }

  /** The trees of all nodes; null after a fault in any of them. */
  @Nullable List<Expr> all(List<SqlNode> nodes) {
    List<Expr> checked = new ArrayList<>();
    for (SqlNode node : nodes) {
      Expr expr = check(node);
      if (expr != null) {
        checked.add(expr);
      }
    }
    return checked.size() == nodes.size() ? checked : null;
  }

  /** Remembers a mistake. */
  @Nullable Expr fault(SqlNode node, String message) {
    faults.add(source.positionOf(node), message);
    return null;
  }

  /** A call whose arguments have the right types; computed now if they are all constants. */
  @Nullable Expr call(SqlNode node, ScalarFunction function, List<Expr> arguments, DataType type) {
    Expr.Call call = new Expr.Call(function, arguments, type);
    boolean constant = arguments.stream().allMatch(Expr.Literal.class::isInstance);
    return constant ? constant(node, () -> Coercion.constant(call)) : call;
  }

  /** The operand as one of the type; a fault at the node if it is a constant that cannot be one. */
  @Nullable Expr coerce(SqlNode node, Expr operand, DataType type) {
    return constant(node, () -> Coercion.to(operand, type));
  }

  /** A fault for what fails when it is computed. */
  @Nullable Expr constant(SqlNode node, Supplier<Expr> computation) {
    try {
      return computation.get();
    } catch (FactoryException e) {
      return fault(node, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Expr column(SqlIdentifier identifier) {
    String name = String.join(".", identifier.names);
    DataType type = columns.find(name);
    if (type != null) {
      return new Expr.Column(name, type);
    }
    if (FunctionCatalog.isNotDeterministic(name.toLowerCase(Locale.ROOT))) {
      return fault(identifier, ExpressionErrors.notDeterministic(name));
    }
    if (!columns.complete()) {
      return null;
    }
    return fault(
        identifier,
        ExpressionErrors.unknownColumn(
            columns.noun(), name, Suggestion.of(name, columns.types().keySet())));
  }

  private @Nullable Expr caseWhen(SqlCase node) {
    List<Expr> conditions = new ArrayList<>();
    for (SqlNode when : node.getWhenOperands()) {
      Expr condition = condition(when, "when");
      if (condition != null) {
        conditions.add(condition);
      }
    }
    List<SqlNode> resultNodes = new ArrayList<>(node.getThenOperands().getList());
    resultNodes.add(java.util.Objects.requireNonNull(node.getElseOperand()));
    List<Expr> results = alike(node, "case", resultNodes);
    if (results == null || conditions.size() < node.getWhenOperands().size()) {
      return null;
    }
    List<Expr.Branch> branches = new ArrayList<>();
    for (int i = 0; i < conditions.size(); i++) {
      branches.add(new Expr.Branch(conditions.get(i), results.get(i)));
    }
    Expr otherwise = results.get(results.size() - 1);
    return new Expr.Case(branches, otherwise, otherwise.type());
  }

  /** The trees of nodes that must have one type, brought to it; null after a fault. */
  @Nullable List<Expr> alike(SqlNode at, String what, List<SqlNode> nodes) {
    List<Expr> operands = all(nodes);
    return operands == null ? null : alike(at, what, nodes, operands);
  }

  @Nullable List<Expr> alike(SqlNode at, String what, List<SqlNode> nodes, List<Expr> operands) {
    DataType common = Coercion.common(operands);
    if (common == null) {
      fault(at, noCommonType(what, operands));
      return null;
    }
    List<Expr> alike = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      Expr operand = coerce(nodes.get(i), operands.get(i), common);
      if (operand != null) {
        alike.add(operand);
      }
    }
    return alike.size() == operands.size() ? alike : null;
  }

  private static String noCommonType(String what, List<Expr> operands) {
    List<Expr> known = operands.stream().filter(o -> !Coercion.isNull(o)).toList();
    if (known.isEmpty()) {
      return ExpressionErrors.onlyNull(what);
    }
    for (Expr other : known) {
      if (Coercion.common(List.of(known.get(0), other)) == null) {
        return ExpressionErrors.noCommonType(what, known.get(0).type(), other.type());
      }
    }
    return ExpressionErrors.noCommonType(
        what, known.get(0).type(), known.get(known.size() - 1).type());
  }

  private @Nullable Expr call(SqlCall call) {
    Expr operator = operators.check(call);
    if (operator != null || operators.knows(call)) {
      return operator;
    }
    if (call.getKind() == SqlKind.CAST || call.getKind() == SqlKind.SAFE_CAST) {
      return calls.cast(call);
    }
    boolean plain = call instanceof SqlBasicCall && call.getFunctionQuantifier() == null;
    if (!plain || Unsupported.KINDS.contains(call.getKind())) {
      return fault(call, Unsupported.message(call));
    }
    return calls.check(call);
  }

  /** What the parser knows and expressions do not have. */
  private static final class Unsupported {
    static final Set<SqlKind> KINDS =
        Set.of(
            SqlKind.OVER,
            SqlKind.WITHIN_GROUP,
            SqlKind.FILTER,
            SqlKind.ROW,
            SqlKind.ARRAY_VALUE_CONSTRUCTOR,
            SqlKind.MAP_VALUE_CONSTRUCTOR,
            SqlKind.MULTISET_VALUE_CONSTRUCTOR,
            SqlKind.BITXOR,
            SqlKind.EXISTS,
            SqlKind.SIMILAR,
            SqlKind.RLIKE);

    private Unsupported() {}

    static String name(SqlNode node) {
      return node instanceof SqlNodeList ? "a list" : "a query";
    }

    static String message(SqlCall call) {
      String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
      if (call.getKind() == SqlKind.FILTER) {
        return ExpressionErrors.misplacedAggregate("filter");
      }
      return AggregateNames.contains(name)
          ? ExpressionErrors.misplacedAggregate(name)
          : ExpressionErrors.unsupported("'" + name + "'");
    }
  }
}
