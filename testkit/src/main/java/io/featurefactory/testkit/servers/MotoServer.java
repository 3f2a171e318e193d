package io.featurefactory.testkit.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moto, an implementation of the APIs of AWS by others, in memory, in a process of its own, on a
 * port of the loopback interface: EMR, EMR Serverless and S3. It takes any credentials. Of jobs it
 * keeps the books only: the test says what becomes of them. It ends with {@link #close()} or this
 * JVM. A test that cannot start one fails.
 */
public final class MotoServer implements AutoCloseable {
  /** Who has a role in it. */
  public static final String ACCOUNT = "123456789012";

  private static final String ADVICE =
      "Python 3.11 or newer with venv; as root: apt-get install python3-venv; and PyPI within reach,"
          + " once";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final URI uri;

  private MotoServer(Process process) throws IOException {
    this.process = process;
    this.answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    this.orders = process.outputWriter(StandardCharsets.US_ASCII);
    String port = answers.readLine();
    if (port == null) {
      throw new IllegalStateException("Moto does not start; its words are on standard error");
    }
    this.uri = URI.create("http://127.0.0.1:" + port);
  }

  /** Starts one with nothing in it; the first on a machine is installed before. */
  public static MotoServer start() {
    Installation installation =
        new Installation(
            Installation.cacheOfThisUser(),
            "moto",
            "requirements.txt",
            List.of(),
            List.of(
                "sh",
                "-c",
                "python3 -m venv . && bin/pip install -q --only-binary :all: -r requirements.txt"),
            ADVICE);
    String script = new String(installation.resource("server.py"), StandardCharsets.UTF_8);
    try {
      Process process =
          new ProcessBuilder(installation.folder().resolve("bin/python").toString(), "-c", script)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new MotoServer(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code http://127.0.0.1:PORT}, of all services. */
  public URI uri() {
    return uri;
  }

  /** Makes a bucket. */
  public void createBucket(String name) {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve("/" + name))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      int status =
          HttpClient.newHttpClient()
              .send(request, HttpResponse.BodyHandlers.discarding())
              .statusCode();
      if (status != 200) {
        throw new IllegalStateException("Moto makes no bucket, but says " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A job run of EMR Serverless is in that state from now on. */
  public void run(String id, String state, String words) {
    order("run", id, state, words);
  }

  /** A step of EMR is in that state from now on. */
  public void step(String id, String state, String words) {
    order("step", id, state, words);
  }

  /** A cluster of EMR is in that state from now on. */
  public void cluster(String id, String state, String words) {
    order("cluster", id, state, words);
  }

  private synchronized void order(String... words) {
    try {
      orders.write(String.join(" ", words) + "\n");
      orders.flush();
      @Nullable String answer = answers.readLine();
      if (!"done".equals(answer)) {
        throw new IllegalStateException("Moto does not know " + String.join(" ", words));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
