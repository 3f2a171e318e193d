package io.featurefactory.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Files;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;

/**
 * An Iceberg REST catalog over HTTP for readers of a project's catalog: the requests that load
 * tables, answered by Iceberg's own handlers. Source: the REST catalog's OpenAPI specification of
 * Apache Iceberg, {@code open-api/rest-catalog-open-api.yaml}.
 */
final class RestCatalogServer implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  static {
    RESTSerializers.registerAll(JSON);
  }

  private final JdbcCatalog catalog;
  private final HttpServer server;

  private RestCatalogServer(JdbcCatalog catalog, HttpServer server) {
    this.catalog = catalog;
    this.server = server;
  }

  /**
   * Serves until it is closed.
   *
   * @param project the name in {@code factory.yaml}
   * @param url of the catalog's database, for JDBC
   */
  static RestCatalogServer start(String project, String url, String warehouse) throws IOException {
    JdbcCatalog catalog = new JdbcCatalog(properties -> new LocalFiles(), null, false);
    catalog.initialize(
        project,
        Map.of(
            CatalogProperties.URI,
            url,
            CatalogProperties.WAREHOUSE_LOCATION,
            warehouse,
            "jdbc.schema-version",
            "V1"));
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    RestCatalogServer server = new RestCatalogServer(catalog, http);
    http.createContext("/v1/", server::handle);
    http.start();
    return server;
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/v1/".length());
      try {
        send(exchange, 200, answer(exchange.getRequestMethod(), List.of(path.split("/"))));
      } catch (NoSuchTableException | NoSuchNamespaceException e) {
        send(exchange, 404, error(404, e));
      } catch (RuntimeException e) {
        send(exchange, 400, error(400, e));
      }
    }
  }

  private Object answer(String method, List<String> path) {
    String what = path.get(0) + (path.size() > 2 ? "/" + path.get(2) : "") + " " + path.size();
    return switch (method + " " + what) {
      case "GET config 1" -> ConfigResponse.builder().build();
      case "GET namespaces 1" -> CatalogHandlers.listNamespaces(catalog, Namespace.empty());
      case "GET namespaces/tables 3" ->
          CatalogHandlers.listTables(catalog, Namespace.of(path.get(1)));
      case "GET namespaces/tables 4" ->
          CatalogHandlers.loadTable(
              catalog, TableIdentifier.of(path.get(1), path.get(3)), SnapshotMode.ALL);
      default -> throw new IllegalArgumentException(method + " " + path + ": not for readers");
    };
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
    catalog.close();
  }

  /** Files of this machine, to be read. */
  private static final class LocalFiles implements FileIO {
    @Override
    public InputFile newInputFile(String path) {
      return Files.localInput(path);
    }

    @Override
    public OutputFile newOutputFile(String path) {
      throw new UnsupportedOperationException(path + ": for reading only");
    }

    @Override
    public void deleteFile(String path) {
      throw new UnsupportedOperationException(path + ": for reading only");
    }
  }
}
