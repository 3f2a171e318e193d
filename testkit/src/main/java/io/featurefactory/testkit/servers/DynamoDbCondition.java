package io.featurefactory.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a write: terms joined by {@code OR}; what is none of the few known forms is
 * refused, so that no condition is ever taken for true by mistake.
 */
final class DynamoDbCondition {
  private static final Pattern OR = Pattern.compile(" OR ");
  private static final Pattern EXISTS =
      Pattern.compile("(attribute_exists|attribute_not_exists) ?\\((\\w+)\\)");
  private static final Pattern COMPARES = Pattern.compile("(\\w+) ?(=|<=) ?(:\\w+)");

  private DynamoDbCondition() {}

  /**
   * Whether an item meets it.
   *
   * @param item null for one that is not there
   */
  static boolean holds(String expression, JsonNode values, @Nullable JsonNode item) {
    boolean any = false;
    for (String term : OR.split(expression, -1)) {
      any |= termHolds(term.strip(), values, item);
    }
    return any;
  }

  private static boolean termHolds(String term, JsonNode values, @Nullable JsonNode item) {
    Matcher exists = EXISTS.matcher(term);
    if (exists.matches()) {
      boolean there = item != null && item.has(exists.group(2));
      return there == exists.group(1).equals("attribute_exists");
    }
    Matcher compares = COMPARES.matcher(term);
    if (!compares.matches()) {
      throw DynamoDbRefusal.invalid("Invalid ConditionExpression: " + term);
    }
    JsonNode value = values.get(compares.group(3));
    if (value == null) {
      throw DynamoDbRefusal.invalid("An expression attribute value is missing: " + term);
    }
    JsonNode found = item == null ? null : item.get(compares.group(1));
    return found != null && compare(compares.group(2), found, value);
  }

  private static boolean compare(String operator, JsonNode left, JsonNode right) {
    if (operator.equals("=")) {
      return left.equals(right);
    }
    if (left.has("N") && right.has("N")) {
      return new BigDecimal(left.get("N").asText())
              .compareTo(new BigDecimal(right.get("N").asText()))
          <= 0;
    }
    return left.has("B") && right.has("B") && bytes(left).equals(bytes(right));
  }

  private static ByteBuffer bytes(JsonNode value) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(value.get("B").asText()));
  }
}
