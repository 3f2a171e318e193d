package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the end of the process of {@code ff serve} leaves of the answers that are kept. */
final class ServedLogIT {
  private static final Pattern URI_OF_SERVER = Pattern.compile("at (http://[^;]+);");
  private static final String ONE =
      """
      {"service": "search_ranking", "entities": {"ad_id": ["AD-1", "AD-2"], "query_category": "phones", "user_id": "U-1"}}""";

  @TempDir Path temporary;

  @Test
  void process_ends_hasWrittenWhatWaited_andAfterAKillTheTableIsWhole() throws Exception {
    CommandLineDriver driver = new CommandLineDriver(temporary, Instant.now());
    Path folder = temporary.resolve("shop");
    CommandLineDriver.Result made =
        driver.ff("demo", "--events", "2000", "--days", "3", "--dir", folder.toString());
    assertThat(made.code()).as(made.err()).isZero();
    CommandLineDriver shop = driver.in("shop");

    serve(folder, Process::destroy);
    assertThat(rows(shop)).as("after SIGTERM").isEqualTo(60);
    serve(folder, Process::destroyForcibly);
    assertThat(rows(shop)).as("after SIGKILL").isEqualTo(60);
    serve(folder, Process::destroy);
    assertThat(rows(shop)).as("and again").isEqualTo(120);
    assertThat(shop.ff("verify --served").code()).isZero();
  }

  private static long rows(CommandLineDriver shop) throws IOException {
    CommandLineDriver.Result found =
        shop.ff("sql", "SELECT count(*) AS n FROM served.search_ranking_v1", "--output", "json");
    assertThat(found.code()).as(found.err()).isZero();
    return new ObjectMapper().readTree(found.out()).get("rows").get(0).get("n").asLong();
  }

  /** Asks for 60 rows, and ends the server before it writes them by itself. */
  private void serve(Path folder, Consumer<Process> end) throws Exception {
    Path told = temporary.resolve("told.txt");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0",
                "--log-share",
                "100%")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(told.toFile())
            .start();
    try {
      URI uri = URI.create(uri(process, told) + "/v1/lookup");
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      for (int i = 0; i < 30; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(ONE)).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      }
      end.accept(process);
      process.waitFor();
      assertThat(Files.readString(told)).doesNotContain("not logged", "Exception");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String uri(Process process, Path told) throws IOException {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      Matcher matcher = URI_OF_SERVER.matcher(Files.readString(told));
      if (matcher.find()) {
        return matcher.group(1);
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(Files.readString(told));
  }
}
