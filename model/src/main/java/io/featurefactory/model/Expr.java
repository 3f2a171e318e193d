package io.featurefactory.model;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A typed expression over the columns of one row: the checked form of what a user wrote.
 *
 * <p>One tree serves all: it is unparsed to the SQL of the kernel, evaluated in Java for derived
 * features, and walked for lineage. Evaluation has no side effects and does not depend on the time.
 * Instances are immutable.
 */
public sealed interface Expr extends Serializable
    permits Expr.Literal, Expr.Column, Expr.Call, Expr.Cast, Expr.Case {

  /** The type of the result. */
  DataType type();

  /** Calls the visitor's method for this node. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each kind of node. */
  interface Visitor<R> {
    R literal(Literal literal);

    R column(Column column);

    R call(Call call);

    R cast(Cast cast);

    R caseWhen(Case caseWhen);
  }

  /** A constant; {@code value} has the Java class that {@link DataType} states for the type. */
  record Literal(@Nullable Object value, DataType type) implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.literal(this);
    }
  }

  /** A column of the row, by its exact name; {@code view.feature} in a service's expressions. */
  record Column(String name, DataType type) implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.column(this);
    }
  }

  /** An operator or function applied to arguments, which were coerced to what it expects. */
  record Call(ScalarFunction function, List<Expr> arguments, DataType type) implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.call(this);
    }
  }

  /** A conversion, written by the user or added by the type check. */
  record Cast(Expr operand, DataType type) implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.cast(this);
    }
  }

  /**
   * {@code CASE WHEN ... THEN ... ELSE ... END}; a missing ELSE is a NULL literal. Results are
   * coerced to {@code type}.
   */
  record Case(List<Branch> branches, Expr otherwise, DataType type) implements Expr {
    public Case {
      branches = List.copyOf(branches);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.caseWhen(this);
    }
  }

  /** One WHEN of a {@link Case}. */
  record Branch(Expr condition, Expr result) implements Serializable {}
}
