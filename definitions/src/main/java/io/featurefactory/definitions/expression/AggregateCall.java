package io.featurefactory.definitions.expression;

import io.featurefactory.model.AggregateFunction;
import io.featurefactory.model.DataType;
import io.featurefactory.model.Expr;
import org.jspecify.annotations.Nullable;

/**
 * A checked aggregate call; the components are those of {@link io.featurefactory.model.Aggregate}.
 */
public record AggregateCall(
    AggregateFunction function,
    @Nullable Expr argument,
    @Nullable Expr filter,
    double parameter,
    DataType type) {}
