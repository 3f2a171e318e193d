package io.featurefactory.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.FactoryException;
import io.featurefactory.serving.PlansCatalog;
import io.featurefactory.serving.ServedMarket;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LookupServerEndsTest {
  @RegisterExtension static final HttpMarket market = new HttpMarket();

  @Test
  void close_whileRequestsAreBeingAnswered_answersThemAll() throws Exception {
    CountDownLatch reading = new CountDownLatch(8);
    CountDownLatch stopping = new CountDownLatch(1);
    market.before(
        () -> {
          reading.countDown();
          HttpMarket.await(stopping);
        });
    LookupServer closing = market.start(0);
    URI uri = URI.create(closing.uri() + "/v1/lookup");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(
          market
              .client()
              .sendAsync(
                  HttpRequest.newBuilder(uri)
                      .POST(HttpRequest.BodyPublishers.ofString(HttpMarket.PAGE))
                      .build(),
                  HttpResponse.BodyHandlers.ofString()));
    }
    assertThat(reading.await(1, TimeUnit.MINUTES)).isTrue();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close);
    stopping.countDown();

    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(1, TimeUnit.MINUTES).body()).contains("\"complete\":true");
    }
    closed.get(1, TimeUnit.MINUTES);
    assertThatThrownBy(() -> market.send(HttpRequest.newBuilder(uri)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void close_whileClientsGoOnAsking_endsAndFailsNoneOfThem() throws Exception {
    LookupServer own = market.start(0);
    URI uri = URI.create(own.uri() + "/v1/lookup");
    AtomicInteger answered = new AtomicInteger();
    List<CompletableFuture<String>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(CompletableFuture.supplyAsync(() -> askUntilRefused(uri, answered)));
    }
    while (answered.get() < 100) {
      Thread.onSpinWait();
    }

    long start = System.nanoTime();
    own.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    for (CompletableFuture<String> client : clients) {
      assertThat(client.get(20, TimeUnit.SECONDS)).isEqualTo("nobody listens");
    }
  }

  private static String askUntilRefused(URI uri, AtomicInteger answered) {
    HttpClient own = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .POST(HttpRequest.BodyPublishers.ofString(HttpMarket.PAGE))
            .build();
    while (true) {
      try {
        HttpResponse<String> answer = own.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
          return answer.statusCode() + " " + answer.body();
        }
        answered.incrementAndGet();
      } catch (ConnectException e) {
        return "nobody listens";
      } catch (IOException e) {
        if (isReset(e) && isRefused(uri)) {
          return "nobody listens";
        }
        return messages(e).toString();
      } catch (InterruptedException e) {
        return e.toString();
      }
    }
  }

  @Test
  void start_portThatIsTaken_isRefusedWithTheWayOut() {
    assertThatThrownBy(() -> market.start(market.port()))
        .hasMessageStartingWith("Cannot listen at 127.0.0.1, port " + market.port())
        .hasMessageEndingWith("a port at which nobody else listens (--port)");
  }

  @Test
  void start_hostThatIsNotKnown_isRefused() {
    ServerSettings settings = ServerSettings.at("no.such.host.invalid", 0);
    assertThatThrownBy(
            () ->
                LookupServer.start(
                    settings,
                    PlansCatalog.of(ServedMarket.plan()),
                    market.lookup(),
                    HttpMarket.CLOCK,
                    List.of()))
        .isInstanceOf(FactoryException.class)
        .hasMessageStartingWith("Cannot listen at no.such.host.invalid: no host of that name");
  }

  /**
   * A connection that the system had made and the server had not taken yet, in the moment in which
   * it stopped to listen. One that it had taken and dropped would be at its end instead.
   */
  private static boolean isReset(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return "Connection reset".equals(cause.getMessage());
  }

  /** Of an exception and its causes: they tell a reset connection from one at its end. */
  private static List<String> messages(Throwable e) {
    List<String> messages = new ArrayList<>();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      messages.add(String.valueOf(cause.getMessage()));
    }
    return messages;
  }

  private static boolean isRefused(URI uri) {
    try {
      new Socket(uri.getHost(), uri.getPort()).close();
      return false;
    } catch (IOException e) {
      return e instanceof ConnectException;
    }
  }
}
