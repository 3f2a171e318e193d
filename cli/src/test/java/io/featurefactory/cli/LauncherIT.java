package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher {@code ff} at the root of the source tree, with the jars that this build just made.
 */
final class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "ff").toAbsolutePath().normalize();

  @TempDir Path folder;
  private Path out;
  private Path err;

  @BeforeEach
  void files() {
    out = folder.resolve("out");
    err = folder.resolve("err");
  }

  @AfterEach
  void unlink() throws IOException {
    Files.deleteIfExists(folder.resolve("inner"));
    Files.deleteIfExists(folder.resolve("outer"));
  }

  @Test
  void version_fromAnotherFolderThroughLinks_isAllThatIsPrinted() throws Exception {
    Path inner = Files.createSymbolicLink(folder.resolve("inner"), LAUNCHER);
    Path outer = Files.createSymbolicLink(folder.resolve("outer"), inner.getFileName());

    assertThat(run(Map.of(), outer, "--version")).isZero();

    assertThat(out).content().startsWith("Feature Factory ").hasLineCount(1);
    assertThat(err).isEmptyFile();
  }

  @Test
  void wrongOption_exitsWith2AndLeavesStandardOutputEmpty() throws Exception {
    assertThat(run(Map.of(), LAUNCHER, "--no-such-option")).isEqualTo(2);

    assertThat(out).isEmptyFile();
    assertThat(err).content().contains("--no-such-option");
  }

  @Test
  void java11_isRefusedWithTheWayOut() throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.createFile(java);
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");

    int code = run(Map.of("JAVA_HOME", folder.resolve("jdk").toString()), LAUNCHER, "--version");

    assertThat(code).isEqualTo(1);
    assertThat(err)
        .content()
        .startsWith("ff: Java 11.0.2 found at " + java + " (expected: 17 or newer).");
  }

  @Test
  void javaHomeWithoutJava_isRefusedWithItsName() throws Exception {
    assertThat(run(Map.of("JAVA_HOME", folder.toString()), LAUNCHER, "--version")).isEqualTo(1);

    assertThat(err).content().startsWith("ff: JAVA_HOME is " + folder + ", but there is no ");
  }

  @Test
  void evaluateWithoutLightGbm_isOneMessageWithTheWayOut() throws Exception {
    Files.writeString(folder.resolve("factory.yaml"), "project: shop\n");
    Map<String, String> nowhere = Map.of("LIGHTGBM_NATIVE_LIB_PATH", folder.toString());

    int code =
        run(nowhere, LAUNCHER, "evaluate", "s", "--spine", "x.csv", "--label=y", "--group=g");

    assertThat(code).isEqualTo(1);
    assertThat(err)
        .content()
        .startsWith("error: LightGBM, which trains the models, cannot be loaded")
        .contains("apt-get install libgomp1")
        .hasLineCount(1);
  }

  @Test
  void serve_answersUntilItIsTerminated_andLeavesNothingBehind() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    Path loaded = folder.resolve("loaded");
    Path shop = folder.resolve("shop");
    assertThat(run(Map.of(), LAUNCHER, "init", shop.toString())).isZero();
    Process process =
        builder(
                Map.of(
                    "FF_JAVA_OPTS",
                    "-Djava.io.tmpdir=%s -Xlog:class+load:file=%s".formatted(temporary, loaded)),
                LAUNCHER,
                "serve",
                "--port=0",
                "--project=" + shop)
            .start();
    try {
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      URI services = URI.create(uri(process) + "/v1/services");
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(services).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).startsWith("{\"services\":[");
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(128 + 15);
    assertThat(err).isEmptyFile();
    assertThat(temporary).isEmptyDirectory();
    assertThat(loaded).content().contains("LookupServer").doesNotContain("io.opentelemetry.sdk");
  }

  @Test
  void serve_whenTheEnvironmentAsksForTraces_hasSentThemWhenItEnds() throws Exception {
    Path shop = folder.resolve("shop");
    assertThat(run(Map.of(), LAUNCHER, "init", shop.toString())).isZero();
    List<String> sent = new CopyOnWriteArrayList<>();
    HttpServer collector = collector(sent);
    Map<String, String> environment =
        Map.of(
            "OTEL_TRACES_EXPORTER",
            "otlp",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:" + collector.getAddress().getPort(),
            "OTEL_BSP_SCHEDULE_DELAY",
            "3600000"); // the end of the process is all that sends them
    Process process =
        builder(environment, LAUNCHER, "serve", "--port=0", "--project=" + shop).start();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(uri(process) + "/v1/lookup"))
              .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
              .POST(HttpRequest.BodyPublishers.ofString("{\"service\": \"nobody\"}"))
              .build();
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(sent).isEmpty();
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
      collector.stop(0);
    }
    String lookup = HexFormat.of().formatHex("POST /v1/lookup".getBytes(StandardCharsets.UTF_8));
    assertThat(sent)
        .singleElement()
        .asString()
        .contains("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", lookup);
    assertThat(err).isEmptyFile();
  }

  /** Keeps the bytes that are sent, as hexadecimal digits. */
  private static HttpServer collector(List<String> sent) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer collector = HttpServer.create(any, 50);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          try (exchange) {
            sent.add(HexFormat.of().formatHex(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
          }
        });
    collector.start();
    return collector;
  }

  @Test
  void tracing_thatNobodyAsksFor_isNotEvenLoaded() throws Exception {
    Path loaded = folder.resolve("loaded");
    Map<String, String> watched =
        Map.of("FF_JAVA_OPTS", "-Xlog:class+load:file=" + loaded, "OTEL_SERVICE_NAME", "shop");

    assertThat(run(watched, LAUNCHER, "--help")).isZero();

    assertThat(loaded).content().contains("io.featurefactory").doesNotContain("io.opentelemetry");
  }

  /** Where the server that is starting says it listens. */
  private String uri(Process process) throws IOException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (true) {
      Matcher uri = Pattern.compile("http://[0-9.:]+").matcher(Files.readString(out));
      if (uri.find()) {
        return uri.group();
      }
      assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private int run(Map<String, String> environment, Path launcher, String... arguments)
      throws IOException, InterruptedException {
    Process process = builder(environment, launcher, arguments).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private ProcessBuilder builder(
      Map<String, String> environment, Path launcher, String... arguments) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("FF_NO_BUILD", "1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("FF_JAVA_OPTS");
    builder.environment().putAll(environment);
    return builder;
  }
}
