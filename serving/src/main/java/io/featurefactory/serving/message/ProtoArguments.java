package io.featurefactory.serving.message;

import io.featurefactory.model.DataType;
import io.featurefactory.protocol.v1.Argument;
import io.featurefactory.protocol.v1.LookupRequest;
import io.featurefactory.serving.Column;
import io.featurefactory.serving.LookupLimits;
import io.featurefactory.serving.RequestErrors;
import io.featurefactory.serving.ServicePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what is asked for in a message. */
public final class ProtoArguments {
  private ProtoArguments() {}

  /**
   * The question that a message asks.
   *
   * @param within how long the answer may take; what the message says of it is not read
   * @throws io.featurefactory.model.FactoryException USER if the request is wrong
   */
  public static io.featurefactory.serving.LookupRequest request(
      ServicePlan plan,
      LookupRequest message,
      LookupLimits limits,
      Instant askedAt,
      Duration within) {
    Map<String, Argument> sent = new LinkedHashMap<>();
    for (Argument argument : message.getArgumentsList()) {
      String name = argument.getName();
      RequestErrors.requireShort("arguments", name);
      if (sent.put(name, argument) != null) {
        throw MessageErrors.givenTwice(name);
      }
    }
    plan.requireParameters(sent.keySet());
    Map<String, Column> columns = new LinkedHashMap<>();
    String first = null;
    int rows = 1;
    for (Argument argument : sent.values()) {
      String name = argument.getName();
      DataType type = Objects.requireNonNull(plan.parameters().get(name)).type();
      switch (argument.getGivenCase()) {
        case EACH -> {
          List<@Nullable Object> values = ProtoValues.read(name, argument.getEach(), type);
          if (first != null && values.size() != rows) {
            throw RequestErrors.lengthsDiffer(first, rows, name, values.size());
          }
          first = name;
          rows = values.size();
          if (rows > limits.mostRows()) {
            throw RequestErrors.tooManyRows(rows, limits.mostRows());
          }
          columns.put(name, Column.of(values));
        }
        case SAME -> {
          List<@Nullable Object> values = ProtoValues.read(name, argument.getSame(), type);
          if (values.size() != 1) {
            throw MessageErrors.notOne(name, values.size());
          }
          columns.put(name, Column.same(values.get(0)));
        }
        case GIVEN_NOT_SET -> throw MessageErrors.nothingGiven(name);
      }
    }
    return new io.featurefactory.serving.LookupRequest(rows, columns, askedAt, within);
  }
}
