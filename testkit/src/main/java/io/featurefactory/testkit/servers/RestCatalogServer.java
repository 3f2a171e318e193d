package io.featurefactory.testkit.servers;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Files;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.jspecify.annotations.Nullable;

/**
 * An Iceberg REST catalog over HTTP, for files of this machine: the requests are answered by
 * Iceberg's own handlers, over a JDBC catalog. Source: the REST catalog's OpenAPI specification of
 * Apache Iceberg, {@code open-api/rest-catalog-open-api.yaml}.
 */
public final class RestCatalogServer implements AutoCloseable {
  private static final int THREADS = 8;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  static {
    RESTSerializers.registerAll(JSON);
  }

  private final JdbcCatalog catalog;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private @Nullable Runnable beforeCommit;
  private boolean loseAnswer;

  private RestCatalogServer(JdbcCatalog catalog, HttpServer server) {
    this.catalog = catalog;
    this.server = server;
  }

  /** Serves a new catalog in a folder until it is closed. */
  public static RestCatalogServer start(Path folder) {
    return start("rest", "jdbc:sqlite:" + folder.resolve("rest.db"), folder + "/rest");
  }

  /**
   * Serves a catalog of a database until it is closed.
   *
   * @param name that the catalog has in the database
   * @param url of the database, for JDBC
   * @param warehouse folder of tables that are made without a place
   */
  public static RestCatalogServer start(String name, String url, String warehouse) {
    JdbcCatalog catalog = new JdbcCatalog(properties -> new LocalFiles(), null, true);
    catalog.initialize(
        name,
        Map.of(
            CatalogProperties.URI,
            url,
            CatalogProperties.WAREHOUSE_LOCATION,
            warehouse,
            "jdbc.schema-version",
            "V1"));
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      RestCatalogServer server = new RestCatalogServer(catalog, http);
      http.createContext("/v1/", server::handle);
      http.setExecutor(server.threads);
      http.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens, without {@code /v1}. */
  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Does something when the next commit has arrived, before it is carried out. */
  public synchronized void beforeNextCommit(Runnable work) {
    beforeCommit = work;
  }

  /** Carries out the next commit, and breaks the connection instead of an answer. */
  public synchronized void loseNextAnswer() {
    loseAnswer = true;
  }

  private synchronized @Nullable Runnable takeBeforeCommit() {
    Runnable work = beforeCommit;
    beforeCommit = null;
    return work;
  }

  private synchronized boolean takeLoseAnswer() {
    boolean lose = loseAnswer;
    loseAnswer = false;
    return lose;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/v1/".length());
      try {
        Object answer = answer(exchange, List.of(path.split("/")));
        if (!(answer instanceof Lost)) {
          send(exchange, 200, answer);
        }
      } catch (NoSuchTableException | NoSuchNamespaceException e) {
        send(exchange, 404, error(404, e));
      } catch (AlreadyExistsException | CommitFailedException e) {
        send(exchange, 409, error(409, e));
      } catch (RuntimeException e) {
        send(exchange, 400, error(400, e));
      }
    }
  }

  /** Nothing is to be answered. */
  private record Lost() {}

  private Object answer(HttpExchange exchange, List<String> path) throws IOException {
    String what = path.get(0) + (path.size() > 2 ? "/" + path.get(2) : "") + " " + path.size();
    return switch (exchange.getRequestMethod() + " " + what) {
      case "GET config 1" -> ConfigResponse.builder().build();
      case "GET namespaces 1" -> CatalogHandlers.listNamespaces(catalog, Namespace.empty());
      case "POST namespaces 1" ->
          CatalogHandlers.createNamespace(catalog, read(exchange, CreateNamespaceRequest.class));
      case "GET namespaces 2" -> CatalogHandlers.loadNamespace(catalog, Namespace.of(path.get(1)));
      case "GET namespaces/tables 3" ->
          CatalogHandlers.listTables(catalog, Namespace.of(path.get(1)));
      case "POST namespaces/tables 3" ->
          CatalogHandlers.createTable(
              catalog, Namespace.of(path.get(1)), read(exchange, CreateTableRequest.class));
      case "GET namespaces/tables 4" ->
          CatalogHandlers.loadTable(catalog, table(path), SnapshotMode.ALL);
      case "POST namespaces/tables 4" -> commit(exchange, table(path));
      case "DELETE namespaces/tables 4" -> {
        CatalogHandlers.dropTable(catalog, table(path));
        yield Map.of();
      }
      case "POST namespaces/tables 5" -> Map.of(); // what a scan measured
      default ->
          throw new IllegalArgumentException(
              exchange.getRequestMethod() + " " + path + ": not known here");
    };
  }

  private Object commit(HttpExchange exchange, TableIdentifier table) throws IOException {
    Runnable first = takeBeforeCommit();
    if (first != null) {
      first.run();
    }
    Object answer =
        CatalogHandlers.updateTable(catalog, table, read(exchange, UpdateTableRequest.class));
    return takeLoseAnswer() ? new Lost() : answer;
  }

  private static TableIdentifier table(List<String> path) {
    return TableIdentifier.of(path.get(1), path.get(3));
  }

  private static <T> T read(HttpExchange exchange, Class<T> type) throws IOException {
    return JSON.readValue(exchange.getRequestBody(), type);
  }

  private static ErrorResponse error(int code, RuntimeException e) {
    return ErrorResponse.builder()
        .responseCode(code)
        .withType(e.getClass().getSimpleName())
        .withMessage(e.getMessage())
        .build();
  }

  private static void send(HttpExchange exchange, int code, Object answer) throws IOException {
    byte[] json = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, json.length);
    exchange.getResponseBody().write(json);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    catalog.close();
  }

  /** Files of this machine. */
  private static final class LocalFiles implements FileIO {
    @Override
    public InputFile newInputFile(String path) {
      return Files.localInput(path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
      return Files.localOutput(path);
    }

    @Override
    public void deleteFile(String path) {
      try {
        java.nio.file.Files.deleteIfExists(Path.of(path));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
