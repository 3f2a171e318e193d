package io.featurefactory.testkit.servers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * What the online store asks of DynamoDB, in memory, by DynamoDB's protocol (JSON 1.0 over HTTP) on
 * a loopback port: tables with a time to live, conditional puts, batches, queries, and the limits
 * of sizes and numbers. Anything else is refused. A read that does not ask to be consistent gets
 * the state before the last write.
 *
 * <p>Amazon's own DynamoDB Local is under its vendor's terms. With {@code -Dff.dynamodb=URI} the
 * tests use what listens there instead, as a second opinion.
 */
public final class DynamoDbServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_GETS = 100;
  private static final int MOST_WRITES = 25;
  private static final int LARGEST_ANSWER = 16 << 20;

  private final Map<String, DynamoDbTable> tables = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final @Nullable HttpServer server;
  private final URI endpoint;

  private DynamoDbServer(@Nullable String other) throws IOException {
    if (other != null) {
      server = null;
      endpoint = URI.create(other);
      return;
    }
    server = listen(threads);
    server.createContext("/", this::serve);
    server.start();
    endpoint = endpoint(server);
  }

  /** Starts it. */
  public static DynamoDbServer start() {
    try {
      return new DynamoDbServer(System.getProperty("ff.dynamodb"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HttpServer listen(ExecutorService threads) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // else each answer waits 40 ms
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    return server;
  }

  static URI endpoint(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  /** How many items a table has; 0 for one that is not there. */
  public int count(String table) {
    DynamoDbTable found = tables.get(table);
    return found == null ? 0 : found.count();
  }

  /** Removes what is to live no longer than until then. */
  public void expire(String table, long epochSecond) {
    table(JsonNodeFactory.instance.objectNode().put("TableName", table)).expire(epochSecond);
  }

  /** Whether this is another implementation, that cannot be looked into. */
  public boolean isForeign() {
    return server == null;
  }

  private void serve(HttpExchange exchange) throws IOException {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    byte[] request = exchange.getRequestBody().readAllBytes();
    try {
      if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
        throw new DynamoDbRefusal("MissingAuthenticationTokenException", "Request is not signed");
      }
      String operation = target == null ? "" : target.replaceFirst(".*\\.", "");
      send(exchange, 200, JSON.writeValueAsBytes(answer(operation, JSON.readTree(request))));
    } catch (DynamoDbRefusal e) {
      refuse(exchange, 400, e.type(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      refuse(exchange, 400, "ValidationException", "not understood: " + e);
    }
  }

  static void refuse(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("__type", "com.amazonaws.dynamodb.v20120810#" + type).put("message", message);
    send(exchange, status, JSON.writeValueAsBytes(error));
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    exchange.getResponseHeaders().set("x-amzn-RequestId", "TEST");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private JsonNode answer(String operation, JsonNode request) throws JsonProcessingException {
    return switch (operation) {
      case "CreateTable" -> create(request);
      case "DescribeTable" -> object("Table", table(request).describe());
      case "UpdateTimeToLive" -> updateTtl(request);
      case "DescribeTimeToLive" -> describeTtl(request);
      case "GetItem" -> {
        JsonNode item = active(request).get(request.get("Key"), isConsistent(request));
        yield item == null ? JSON.createObjectNode() : object("Item", item);
      }
      case "PutItem" -> {
        active(request)
            .put(
                request.get("Item"),
                request.get("ConditionExpression"),
                request.path("ExpressionAttributeValues"));
        yield JSON.createObjectNode();
      }
      case "Query" -> active(request).query(request);
      case "BatchGetItem" -> batchGet(request);
      case "BatchWriteItem" -> batchWrite(request);
      default ->
          throw new DynamoDbRefusal("UnknownOperationException", "no operation " + operation);
    };
  }

  private static ObjectNode object(String name, JsonNode value) {
    ObjectNode object = JSON.createObjectNode();
    object.set(name, value);
    return object;
  }

  private static boolean isConsistent(JsonNode request) {
    return request.path("ConsistentRead").asBoolean();
  }

  private JsonNode create(JsonNode request) {
    DynamoDbTable made = new DynamoDbTable(request);
    if (tables.putIfAbsent(request.get("TableName").asText(), made) != null) {
      throw new DynamoDbRefusal("ResourceInUseException", "Table already exists");
    }
    return object("TableDescription", made.describe());
  }

  private DynamoDbTable table(JsonNode request) {
    DynamoDbTable table = tables.get(request.get("TableName").asText());
    if (table == null) {
      throw new DynamoDbRefusal(
          "ResourceNotFoundException", "Cannot do operations on a non-existent table");
    }
    return table;
  }

  private DynamoDbTable active(JsonNode request) {
    DynamoDbTable table = table(request);
    if (!table.isActive()) {
      throw new DynamoDbRefusal("ResourceNotFoundException", "Requested resource not found");
    }
    return table;
  }

  private JsonNode updateTtl(JsonNode request) {
    DynamoDbTable table = active(request);
    if (!table.ttl().isEmpty()) {
      throw DynamoDbRefusal.invalid("TimeToLive is already enabled");
    }
    JsonNode specification = request.get("TimeToLiveSpecification");
    table.setTtl(specification.get("AttributeName").asText());
    return object("TimeToLiveSpecification", specification);
  }

  private JsonNode describeTtl(JsonNode request) {
    String attribute = table(request).ttl();
    ObjectNode description = JSON.createObjectNode();
    description.put("TimeToLiveStatus", attribute.isEmpty() ? "DISABLED" : "ENABLED");
    if (!attribute.isEmpty()) {
      description.put("AttributeName", attribute);
    }
    return object("TimeToLiveDescription", description);
  }

  private JsonNode batchGet(JsonNode request) throws JsonProcessingException {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode responses = answer.putObject("Responses");
    ObjectNode unprocessed = answer.putObject("UnprocessedKeys");
    int size = 0;
    for (Map.Entry<String, JsonNode> one : request.get("RequestItems").properties()) {
      DynamoDbTable table = active(JSON.createObjectNode().put("TableName", one.getKey()));
      JsonNode keys = one.getValue().get("Keys");
      Set<JsonNode> distinct = new HashSet<>();
      keys.forEach(distinct::add);
      if (keys.isEmpty() || keys.size() > MOST_GETS || distinct.size() < keys.size()) {
        throw DynamoDbRefusal.invalid("Keys: 1 to 100 distinct ones");
      }
      ArrayNode found = responses.putArray(one.getKey());
      ArrayNode left = JSON.createArrayNode();
      for (JsonNode key : keys) {
        JsonNode item = table.get(key, isConsistent(one.getValue()));
        int length = item == null ? 0 : JSON.writeValueAsBytes(item).length * 3 / 4;
        if (item != null && size + length > LARGEST_ANSWER) {
          left.add(key);
        } else if (item != null) {
          size += length;
          found.add(item);
        }
      }
      if (!left.isEmpty()) {
        ObjectNode rest = one.getValue().deepCopy();
        rest.set("Keys", left);
        unprocessed.set(one.getKey(), rest);
      }
    }
    return answer;
  }

  private JsonNode batchWrite(JsonNode request) {
    for (Map.Entry<String, JsonNode> one : request.get("RequestItems").properties()) {
      DynamoDbTable table = active(JSON.createObjectNode().put("TableName", one.getKey()));
      if (one.getValue().isEmpty() || one.getValue().size() > MOST_WRITES) {
        throw DynamoDbRefusal.invalid("1 to 25 requests");
      }
      for (JsonNode write : one.getValue()) {
        if (write.has("DeleteRequest")) {
          table.delete(write.get("DeleteRequest").get("Key"));
        } else {
          table.put(write.get("PutRequest").get("Item"), null, JSON.createObjectNode());
        }
      }
    }
    return object("UnprocessedItems", JSON.createObjectNode());
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    threads.shutdownNow();
  }
}
