package io.featurefactory.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A table with its items; each call is atomic. */
final class DynamoDbTable {
  private static final Pattern COMMA = Pattern.compile(", ?");
  private static final int LARGEST_ITEM = 400 * 1024;
  private static final int LARGEST_PAGE = 1 << 20;
  private static final int LONGEST_HASH = 2048;
  private static final int LONGEST_RANGE = 1024;
  private static final long CREATION_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private final ObjectNode description;
  private final String hash;
  private final @Nullable String range;
  private final long born = System.nanoTime();
  private final NavigableMap<byte[], NavigableMap<byte[], Stored>> items =
      new TreeMap<>(Arrays::compareUnsigned);
  private String ttl = "";

  /**
   * An item, and what a read that need not be consistent may still give: the one before.
   *
   * @param now null for one that was deleted
   */
  private record Stored(@Nullable JsonNode now, @Nullable JsonNode before) {}

  DynamoDbTable(JsonNode request) {
    description = JsonNodeFactory.instance.objectNode();
    for (String key : new String[] {"TableName", "KeySchema", "AttributeDefinitions"}) {
      description.set(key, request.get(key));
    }
    description.set("ProvisionedThroughput", request.path("ProvisionedThroughput"));
    description.putObject("BillingModeSummary").set("BillingMode", request.get("BillingMode"));
    JsonNode schema = request.get("KeySchema");
    hash = schema.get(0).get("AttributeName").asText();
    range = schema.size() > 1 ? schema.get(1).get("AttributeName").asText() : null;
  }

  boolean isActive() {
    return System.nanoTime() - born > CREATION_NANOS;
  }

  ObjectNode describe() {
    ObjectNode answer = description.deepCopy();
    answer.put("TableStatus", isActive() ? "ACTIVE" : "CREATING");
    return answer;
  }

  synchronized String ttl() {
    return ttl;
  }

  synchronized void setTtl(String attribute) {
    ttl = attribute;
  }

  /** The attributes of a key, as a table takes them; anything else is refused. */
  private byte[][] key(JsonNode item, boolean exactly) {
    if (exactly && item.size() != (range == null ? 1 : 2)) {
      throw DynamoDbRefusal.invalid("The provided key element does not match the schema");
    }
    byte[] second = range == null ? new byte[0] : part(item, range, LONGEST_RANGE);
    return new byte[][] {part(item, hash, LONGEST_HASH), second};
  }

  private byte[] part(JsonNode item, String name, int longest) {
    JsonNode value = item.get(name);
    String type = typeOf(name);
    if (value == null || !value.has(type)) {
      throw DynamoDbRefusal.invalid("The provided key element does not match the schema");
    }
    byte[] bytes = bytes(value);
    if (bytes.length == 0 || bytes.length > longest) {
      throw DynamoDbRefusal.invalid(
          "One or more parameter values were invalid: size of key attribute " + name);
    }
    return bytes;
  }

  private String typeOf(String name) {
    for (JsonNode definition : description.get("AttributeDefinitions")) {
      if (definition.get("AttributeName").asText().equals(name)) {
        return definition.get("AttributeType").asText();
      }
    }
    throw new IllegalStateException(name);
  }

  private static byte[] bytes(JsonNode value) {
    return value.has("B")
        ? Base64.getDecoder().decode(value.get("B").asText())
        : value.elements().next().asText().getBytes(StandardCharsets.UTF_8);
  }

  private static int size(JsonNode item) {
    int size = 0;
    for (Map.Entry<String, JsonNode> attribute : item.properties()) {
      size += attribute.getKey().length() + bytes(attribute.getValue()).length;
    }
    return size;
  }

  synchronized void put(JsonNode item, @Nullable JsonNode condition, JsonNode values) {
    byte[][] key = key(item, false);
    if (size(item) > LARGEST_ITEM) {
      throw DynamoDbRefusal.invalid("Item size has exceeded the maximum allowed size");
    }
    NavigableMap<byte[], Stored> partition =
        items.computeIfAbsent(key[0], p -> new TreeMap<>(Arrays::compareUnsigned));
    Stored stored = partition.get(key[1]);
    JsonNode before = stored == null ? null : stored.now();
    if (condition != null && !DynamoDbCondition.holds(condition.asText(), values, before)) {
      throw new DynamoDbRefusal(
          "ConditionalCheckFailedException", "The conditional request failed");
    }
    partition.put(key[1], new Stored(item, before));
  }

  synchronized void delete(JsonNode item) {
    byte[][] key = key(item, true);
    NavigableMap<byte[], Stored> partition = items.get(key[0]);
    Stored stored = partition == null ? null : partition.get(key[1]);
    if (partition != null && stored != null) {
      partition.put(key[1], new Stored(null, stored.now()));
    }
  }

  synchronized @Nullable JsonNode get(JsonNode item, boolean consistent) {
    byte[][] key = key(item, true);
    NavigableMap<byte[], Stored> partition = items.get(key[0]);
    Stored stored = partition == null ? null : partition.get(key[1]);
    return stored == null ? null : consistent ? stored.now() : stored.before();
  }

  /** The items of a partition, in order, up to a megabyte; then where to go on. */
  synchronized ObjectNode query(JsonNode request) {
    String expression = request.path("KeyConditionExpression").asText();
    if (range == null || !expression.matches(hash + " ?= ?:\\w+")) {
      throw DynamoDbRefusal.invalid("Invalid KeyConditionExpression: " + expression);
    }
    String name = expression.substring(expression.indexOf(':'));
    JsonNode start = request.get("ExclusiveStartKey");
    NavigableMap<byte[], Stored> partition =
        items.getOrDefault(
            bytes(request.get("ExpressionAttributeValues").get(name)),
            new TreeMap<>(Arrays::compareUnsigned));
    NavigableMap<byte[], Stored> rest =
        start == null ? partition : partition.tailMap(bytes(start.get(range)), false);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode found = answer.putArray("Items");
    int size = 0;
    int limit = request.path("Limit").asInt(Integer.MAX_VALUE);
    for (Stored stored : rest.values()) {
      JsonNode item = request.path("ConsistentRead").asBoolean() ? stored.now() : stored.before();
      if (item != null) {
        found.add(projected(item, request.path("ProjectionExpression").asText()));
        size += size(item);
        if (size >= LARGEST_PAGE || found.size() == limit) {
          ObjectNode last = answer.putObject("LastEvaluatedKey");
          last.set(hash, item.get(hash));
          last.set(range, item.get(range));
          break;
        }
      }
    }
    return answer.put("Count", found.size());
  }

  private static JsonNode projected(JsonNode item, String projection) {
    if (projection.isEmpty()) {
      return item;
    }
    ObjectNode some = JsonNodeFactory.instance.objectNode();
    for (String name : COMMA.split(projection, -1)) {
      if (item.has(name)) {
        some.set(name, item.get(name));
      }
    }
    return some;
  }

  /** Removes what has expired, as DynamoDB does some day. */
  synchronized void expire(long epochSecond) {
    for (NavigableMap<byte[], Stored> partition : items.values()) {
      partition
          .values()
          .removeIf(
              s ->
                  s.now() != null
                      && s.now().has(ttl)
                      && s.now().get(ttl).get("N").asLong() < epochSecond);
    }
  }

  synchronized int count() {
    int count = 0;
    for (NavigableMap<byte[], Stored> partition : items.values()) {
      count += (int) partition.values().stream().filter(s -> s.now() != null).count();
    }
    return count;
  }
}
