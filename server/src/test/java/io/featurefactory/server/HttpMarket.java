package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.serving.LookupLimits;
import io.featurefactory.serving.PlansCatalog;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A server of {@link ServedMarket} from a store in memory, and a client of it over HTTP, for the
 * tests of a class.
 */
final class HttpMarket implements BeforeEachCallback, AfterAllCallback {
  static final Clock CLOCK = Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC);

  static final String PAGE =
      """
      {"service": "ranking", "entities": {"ad_id": ["A1", "A3"], "user_id": "U1", "bonus": 1}}""";

  private final InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ServiceLookup lookup;
  private final LookupServer server;
  private volatile Runnable before = () -> {};

  HttpMarket() {
    ServedMarket.publishAll(store);
    lookup =
        new ServiceLookup(
            name -> {
              before.run();
              return store;
            },
            CLOCK);
    server = start(0);
  }

  /** Another server of the same market. */
  LookupServer start(int port) {
    return start(port, lookup);
  }

  /** The same with lookups of its own. */
  LookupServer start(int port, ServiceLookup own) {
    ServerSettings settings =
        new ServerSettings(
            "127.0.0.1", port, new LookupLimits(Duration.ofSeconds(30), 100, 100_000));
    return LookupServer.start(
        settings, PlansCatalog.of(ServedMarket.plan()), own, CLOCK, List.of());
  }

  /** What happens from now on before the store is asked. */
  void before(Runnable event) {
    before = event;
  }

  InMemoryOnlineStore store() {
    return store;
  }

  ServiceLookup lookup() {
    return lookup;
  }

  HttpClient client() {
    return client;
  }

  int port() {
    return server.port();
  }

  URI uri(String path) {
    return URI.create(server.uri() + path);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(server, path);
  }

  HttpResponse<String> get(LookupServer other, String path)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(other.uri() + path)));
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return post(server, path, body);
  }

  HttpResponse<String> post(LookupServer other, String path, String body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(other.uri() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(
        request.version(HttpClient.Version.HTTP_1_1).timeout(Duration.ofMinutes(1)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All is well again. */
  @Override
  public void beforeEach(ExtensionContext test) {
    before = () -> {};
  }

  @Override
  public void afterAll(ExtensionContext tests) {
    server.close();
    lookup.close();
  }
}
