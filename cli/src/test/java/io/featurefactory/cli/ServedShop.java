package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.served.ServedLog;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.AnswerLog;
import io.featurefactory.serving.AnswerLogSettings;
import io.featurefactory.serving.AnswerSample;
import io.featurefactory.serving.ServiceLookup;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The demo's project with a server that keeps all of its answers. */
final class ServedShop implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-06T03:00:00Z");
  private static final AnswerLogSettings AT_ONCE =
      new AnswerLogSettings(
          8L << 20, 50_000, Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofSeconds(10));

  private final ShiftedClock clock = new ShiftedClock(NOW);
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private Server server;

  /** What is open while the server runs. */
  private record Server(
      Project project,
      AppliedCatalog catalog,
      ServiceLookup lookup,
      AnswerLog log,
      LookupServer http) {
    void close() {
      http.close();
      log.close();
      lookup.close();
      catalog.close();
      project.close();
    }
  }

  private ServedShop(Path folder) {
    this.folder = folder;
    this.server = open(project -> project::store);
  }

  static ServedShop create(Path temporary) {
    Path folder = temporary.resolve("shop");
    CommandLineDriver.Result made =
        new CommandLineDriver(temporary, NOW)
            .ff("demo", "--events", "3000", "--days", "3", "--dir", folder.toString());
    assertThat(made.code()).as(made.err()).isZero();
    return new ServedShop(folder);
  }

  /** Another server of the same project. */
  static ServedShop beside(ServedShop shop) {
    return new ServedShop(shop.folder);
  }

  private Server open(Function<Project, Function<String, OnlineStore>> stores) {
    ProjectFiles files = new ProjectFiles(folder, "", Map.of());
    Project project = new Project(files.settings(), clock);
    AppliedCatalog catalog =
        new AppliedCatalog(
            project.control().registry(), new ServedPlans(files, ""), Duration.ofMillis(20));
    ServiceLookup lookup = new ServiceLookup(stores.apply(project), clock);
    AnswerLog log =
        AnswerLog.start(
            new AnswerSample(1, Map.of()),
            AT_ONCE,
            clock,
            () -> ServedLog.open(files.settings(), clock));
    ServerSettings settings = ServerSettings.at("127.0.0.1", 0).withWithin(Duration.ofSeconds(20));
    LookupServer http = LookupServer.start(settings, catalog, lookup, clock, List.of(log));
    return new Server(project, catalog, lookup, log, http);
  }

  /** Stops the server, does something, and starts another one. */
  void restart(ThrowingRunnable between) throws Exception {
    server.close();
    between.run();
    server = open(project -> project::store);
  }

  /** Another server, which finds its stores otherwise. */
  void restart(Function<Project, Function<String, OnlineStore>> stores) {
    server.close();
    server = open(stores);
  }

  interface ThrowingRunnable {
    void run() throws Exception;
  }

  Path folder() {
    return folder;
  }

  ShiftedClock clock() {
    return clock;
  }

  AnswerLog log() {
    return server.log();
  }

  String uri() {
    return server.http().uri();
  }

  Project project() {
    return new Project(new ProjectFiles(folder, "", Map.of()).settings(), clock);
  }

  CommandLineDriver.Result ff(String line) {
    return ff(line.split(" "));
  }

  CommandLineDriver.Result ff(String... words) {
    return CommandLineDriver.run(folder, Map.of("USER", "tester"), clock, words);
  }

  void done(String line) {
    CommandLineDriver.Result result = ff(line);
    assertThat(result.code()).as(result.err() + result.out()).isZero();
  }

  /** Asks the service for some ads, in pages of 50. */
  void askPages(int pages) {
    for (int page = 0; page < pages; page++) {
      List<String> ads = new ArrayList<>();
      for (int ad = 0; ad < 50; ad++) {
        ads.add("\"AD-" + (page * 37 + ad) % 200 + "\"");
      }
      String body =
          """
          {"service": "search_ranking", "entities": {"ad_id": %s, "query_category": "phones", "user_id": "U-%d"}}"""
              .formatted(ads, page % 40);
      post(body);
    }
  }

  JsonNode post(String body) {
    HttpResponse<String> answer = send(body, Map.of());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return read(answer.body());
  }

  HttpResponse<String> send(String body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri() + "/v1/lookup"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    headers.forEach(request::header);
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  String metrics() {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(uri() + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  JsonNode read(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until all answers are written. */
  void flush() {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (log().queuedRows() > 0) {
      assertThat(System.nanoTime()).as("the answers are written").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
