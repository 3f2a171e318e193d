package io.featurefactory.server;

import io.featurefactory.model.DataType;
import io.featurefactory.serving.Column;
import io.featurefactory.serving.LookupLimits;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.RequestErrors;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ServicePlan.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a request. */
final class RequestReader {
  private final Map<String, @Nullable Object> fields;

  RequestReader(byte[] body) {
    this.fields = JsonText.object(body);
  }

  /** Refuses fields that nobody would read. */
  void requireOnly(List<String> known) {
    for (String name : fields.keySet()) {
      RequestErrors.requireShort("the name of a field", name);
      if (!known.contains(name)) {
        throw HttpErrors.unknownField(name, known);
      }
    }
  }

  boolean has(String name) {
    return fields.get(name) != null;
  }

  /** Which of the fields is there; it has to be exactly one. */
  String one(List<String> names) {
    List<String> present = names.stream().filter(this::has).toList();
    if (present.size() != 1) {
      throw HttpErrors.notOneOf(names, present.size());
    }
    return present.get(0);
  }

  String text(String name) {
    if (fields.get(name) instanceof String text) {
      RequestErrors.requireShort(name, text);
      return text;
    }
    throw HttpErrors.wrongField(name, fields.get(name), "a text");
  }

  /** False if it is not there. */
  boolean flag(String name) {
    Object found = fields.get(name);
    if (found == null || found instanceof Boolean) {
      return Boolean.TRUE.equals(found);
    }
    throw HttpErrors.wrongField(name, found, "true or false");
  }

  List<?> list(String name) {
    if (fields.get(name) instanceof List<?> list) {
      return list;
    }
    throw HttpErrors.wrongField(name, fields.get(name), "a list");
  }

  /** At most so long; as long if it is not there. */
  Duration millis(String name, Duration longest) {
    Object found = fields.get(name);
    if (found == null) {
      return longest;
    }
    if (found instanceof JsonNumber number && number.text().matches("[1-9][0-9]{0,8}")) {
      Duration wanted = Duration.ofMillis(Long.parseLong(number.text()));
      return wanted.compareTo(longest) < 0 ? wanted : longest;
    }
    throw HttpErrors.wrongField(name, found, "a whole number of milliseconds, at least 1");
  }

  /**
   * What is asked of a service.
   *
   * @param limits of the server
   */
  LookupRequest request(ServicePlan plan, LookupLimits limits, Instant now) {
    Map<String, @Nullable Object> sent = entities();
    sent.keySet().forEach(name -> RequestErrors.requireShort("entities", name));
    plan.requireParameters(sent.keySet());
    Map<String, Column> columns = new LinkedHashMap<>();
    String first = null;
    int rows = 1;
    for (Map.Entry<String, @Nullable Object> entry : sent.entrySet()) {
      String name = entry.getKey();
      Parameter parameter = parameter(plan, name);
      if (isColumn(entry.getValue(), parameter.type())) {
        List<?> values = (List<?>) entry.getValue();
        if (first != null && values.size() != rows) {
          throw RequestErrors.lengthsDiffer(first, rows, name, values.size());
        }
        first = name;
        rows = values.size();
        if (rows > limits.mostRows()) {
          throw RequestErrors.tooManyRows(rows, limits.mostRows());
        }
        columns.put(name, Column.of(typed(parameter, values)));
      } else {
        columns.put(name, Column.same(JsonValues.typed(name, entry.getValue(), parameter.type())));
      }
    }
    return new LookupRequest(rows, columns, now, millis("within_ms", limits.within()));
  }

  private static Parameter parameter(ServicePlan plan, String name) {
    return Objects.requireNonNull(plan.parameters().get(name), name);
  }

  /** A list is a column; for a parameter that is an array itself, only a list of lists is. */
  private static boolean isColumn(@Nullable Object value, DataType type) {
    return value instanceof List<?> list
        && (!(type instanceof DataType.Array)
            || (!list.isEmpty() && list.stream().allMatch(i -> i == null || i instanceof List)));
  }

  private static List<@Nullable Object> typed(Parameter parameter, List<?> values) {
    List<@Nullable Object> typed = new ArrayList<>(values.size());
    for (Object value : values) {
      typed.add(JsonValues.typed(parameter.name(), value, parameter.type()));
    }
    return typed;
  }

  @SuppressWarnings("unchecked") // the keys of what JsonText reads are texts
  Map<String, @Nullable Object> entities() {
    Object found = fields.get("entities");
    if (found instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw HttpErrors.wrongField(
        "entities",
        found,
        "an object of keys and inputs, such as {\"ad_id\": [\"AD-1\", \"AD-2\"]}");
  }
}
