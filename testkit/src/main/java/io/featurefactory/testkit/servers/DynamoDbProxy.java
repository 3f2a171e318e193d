package io.featurefactory.testkit.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Stands before {@link Dynalite} and does to some requests what networks and full tables do. It
 * refuses reads that do not ask to be consistent: DynamoDB may answer them with an older state,
 * which Dynalite never does. The operations of the time to live, which Dynalite has not, it answers
 * itself.
 */
public final class DynamoDbProxy implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> READS = Set.of("GetItem", "BatchGetItem", "Query", "Scan");

  /** What becomes of a request. */
  public sealed interface Fate {}

  /** It is answered. */
  public record Pass() implements Fate {}

  /** It is answered late. */
  public record Delay(long millis) implements Fate {}

  /** It does not arrive, and the connection is cut. */
  public record Lost() implements Fate {}

  /** It is done, but the connection is cut before the answer. */
  public record AnswerLost() implements Fate {}

  /** A batch is done in half; the rest is given back as not processed. */
  public record Half() implements Fate {}

  /** It is refused. */
  public record Refused(int status, String type, String message) implements Fate {
    /** By a table that has less capacity. */
    public static Refused throttled() {
      return new Refused(400, "ProvisionedThroughputExceededException", "too much");
    }
  }

  private final URI target;
  private final TimeToLives timeToLives = new TimeToLives();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile Function<String, Fate> fates = operation -> new Pass();

  private DynamoDbProxy(URI target) throws IOException {
    this.target = target;
    System.setProperty("sun.net.httpserver.nodelay", "true"); // else each answer waits 40 ms
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Starts one that lets everything pass. */
  public static DynamoDbProxy before(URI target) {
    try {
      return new DynamoDbProxy(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * What becomes of requests from now on.
   *
   * @param by the name of the operation, such as {@code PutItem}; asked by several threads
   */
  public void decide(Function<String, Fate> by) {
    fates = by;
  }

  private void serve(HttpExchange exchange) throws IOException {
    String operation =
        exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
    byte[] body = exchange.getRequestBody().readAllBytes();
    Fate fate = fates.apply(operation);
    try {
      if (fate instanceof Refused refused) {
        refuse(exchange, refused.status(), refused.type(), refused.message());
      } else if (fate instanceof Half && operation.startsWith("Batch")) {
        half(exchange, operation, (ObjectNode) JSON.readTree(body));
      } else if (!(fate instanceof Lost)) {
        if (fate instanceof Delay delay) {
          TimeUnit.MILLISECONDS.sleep(delay.millis());
        }
        answer(exchange, operation, body, !(fate instanceof AnswerLost));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close(); // an exchange without an answer cuts the connection
    }
  }

  private void answer(HttpExchange exchange, String operation, byte[] body, boolean arrives)
      throws IOException, InterruptedException {
    if (TimeToLives.has(operation)) {
      ObjectNode answer = timeToLives.answer(operation, JSON.readTree(body));
      if (answer == null) {
        refuse(exchange, 400, "ValidationException", "TimeToLive is already enabled");
      } else if (arrives) {
        send(exchange, 200, JSON.writeValueAsBytes(answer));
      }
    } else if (READS.contains(operation) && mayBeStale(JSON.readTree(body))) {
      refuse(exchange, 400, "ValidationException", "a read that may be answered with an old state");
    } else {
      HttpResponse<byte[]> answer = forward(exchange, body);
      if (arrives) {
        send(exchange, answer.statusCode(), answer.body());
      }
    }
  }

  private static boolean mayBeStale(JsonNode request) {
    Iterable<JsonNode> parts =
        request.has("RequestItems") ? request.get("RequestItems") : List.of(request);
    for (JsonNode part : parts) {
      if (!part.path("ConsistentRead").asBoolean()) {
        return true;
      }
    }
    return false;
  }

  private static void refuse(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    ObjectNode error = JSON.createObjectNode();
    error.put("__type", "com.amazonaws.dynamodb.v20120810#" + type).put("message", message);
    send(exchange, status, JSON.writeValueAsBytes(error));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
    exchange.getResponseHeaders().set("x-amzn-RequestId", "TEST");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void half(HttpExchange exchange, String operation, ObjectNode request)
      throws IOException, InterruptedException {
    String table = request.get("RequestItems").fieldNames().next();
    boolean gets = operation.equals("BatchGetItem");
    JsonNode all = request.get("RequestItems").get(table);
    ArrayNode now = (ArrayNode) (gets ? all.get("Keys") : all);
    ArrayNode later = JSON.createArrayNode();
    while (now.size() > 1 && later.size() < now.size()) {
      later.add(now.remove(now.size() - 1));
    }
    HttpResponse<byte[]> done = forward(exchange, JSON.writeValueAsBytes(request));
    ObjectNode answer = (ObjectNode) JSON.readTree(done.body());
    if (done.statusCode() == 200 && !later.isEmpty()) {
      ObjectNode rest = gets ? all.deepCopy() : null;
      if (rest != null) {
        rest.set("Keys", later);
      }
      answer
          .putObject(gets ? "UnprocessedKeys" : "UnprocessedItems")
          .set(table, rest == null ? later : rest);
    }
    send(exchange, done.statusCode(), JSON.writeValueAsBytes(answer));
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String name :
        new String[] {"X-Amz-Target", "Authorization", "X-Amz-Date", "Content-Type"}) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        request.header(name, value);
      }
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
