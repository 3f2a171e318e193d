package io.featurefactory.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The two operations that {@link Dynalite} has not: by which attribute items of a table expire. */
final class TimeToLives {
  private static final Set<String> OPERATIONS = Set.of("DescribeTimeToLive", "UpdateTimeToLive");

  private final Map<String, String> attributes = new ConcurrentHashMap<>();

  static boolean has(String operation) {
    return OPERATIONS.contains(operation);
  }

  /** The answer; null if it is on already, which DynamoDB refuses. */
  @Nullable ObjectNode answer(String operation, JsonNode request) {
    String table = request.get("TableName").asText();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (operation.equals("UpdateTimeToLive")) {
      JsonNode wanted = request.get("TimeToLiveSpecification");
      if (attributes.putIfAbsent(table, wanted.get("AttributeName").asText()) != null) {
        return null;
      }
      answer.set("TimeToLiveSpecification", wanted);
      return answer;
    }
    String attribute = attributes.get(table);
    ObjectNode description = answer.putObject("TimeToLiveDescription");
    description.put("TimeToLiveStatus", attribute == null ? "DISABLED" : "ENABLED");
    if (attribute != null) {
      description.put("AttributeName", attribute);
    }
    return answer;
  }
}
