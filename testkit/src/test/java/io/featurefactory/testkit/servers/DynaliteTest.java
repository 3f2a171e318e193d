package io.featurefactory.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DynaliteTest {
  /** Starts one, says its process, and waits. */
  static final class StartMain {
    private StartMain() {}

    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(Dynalite.start().pid());
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private static int ask(URI uri) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("X-Amz-Target", "DynamoDB_20120810.ListTables")
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Date", "20260301T000000Z")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260301/eu-west-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host, Signature=0")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void start_twice_eachAnswersUntilItIsClosed() throws Exception {
    try (Dynalite first = Dynalite.start()) {
      Dynalite second = Dynalite.start();
      assertThat(ask(first.uri())).isEqualTo(200);
      assertThat(ask(second.uri())).isEqualTo(200);
      second.close();
      assertThat(ProcessHandle.of(second.pid()).map(ProcessHandle::isAlive)).isNotEqualTo(true);
      assertThat(ask(first.uri())).isEqualTo(200);
    }
  }

  @Test
  void start_jvmIsKilled_ends() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(jvm.getInputStream(), StandardCharsets.US_ASCII))) {
      ProcessHandle node = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      assertThat(node.isAlive()).isTrue();
      jvm.destroyForcibly();
      node.onExit().get(20, TimeUnit.SECONDS);
    } finally {
      jvm.destroyForcibly();
    }
  }
}
