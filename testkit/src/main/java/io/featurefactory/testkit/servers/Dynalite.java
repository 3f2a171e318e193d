package io.featurefactory.testkit.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Dynalite, an implementation of DynamoDB by others that its authors hold against Amazon's, in
 * memory, in a process of its own, on a port of the loopback interface. It ends with this JVM,
 * however that ends. A test that cannot start one fails.
 *
 * <p>It takes any credentials, and does not know the operations of the time to live.
 */
public final class Dynalite implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  /** It takes exactly the versions of the list, and refuses a package whose SHA-512 is another. */
  private static final List<String> FETCH =
      List.of(
          "ci",
          "--ignore-scripts",
          "--no-audit",
          "--no-fund",
          "--prefer-offline",
          "--fetch-retry-mintimeout=500",
          "--fetch-retry-maxtimeout=5000");

  private final Process process;
  private final URI uri;

  private Dynalite(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Starts one without tables; the first on a machine is installed before. */
  public static Dynalite start() {
    return start(installation(Installation.cacheOfThisUser(), List.of("npm")));
  }

  /**
   * Where it is.
   *
   * @param npm the words that run npm
   */
  static Installation installation(Path cache, List<String> npm) {
    List<String> command = new ArrayList<>(npm);
    command.addAll(FETCH);
    return new Installation(
        cache,
        "dynalite",
        "package-lock.json",
        List.of("package.json"),
        command,
        "Node.js 18 or newer and npm on the PATH; as root: apt-get install nodejs npm; and npm's"
            + " registry within reach, once");
  }

  private static Dynalite start(Installation installation) {
    Process process = launch(installation);
    try {
      String port =
          CompletableFuture.supplyAsync(() -> firstLine(process))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (port == null) {
        throw failure("node has ended; its words are on standard error", null);
      }
      return new Dynalite(process, URI.create("http://127.0.0.1:" + port));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw failure("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw failure("it does not say where it listens", e);
    }
  }

  private static Process launch(Installation installation) {
    String script = new String(installation.resource("server.js"), StandardCharsets.UTF_8);
    try {
      // standard input stays open as long as this JVM lives
      return new ProcessBuilder("node", "-e", script)
          .directory(installation.folder().toFile())
          .redirectError(ProcessBuilder.Redirect.INHERIT)
          .start();
    } catch (IOException e) {
      throw failure("node cannot be run", e);
    }
  }

  private static @Nullable String firstLine(Process process) {
    try {
      return new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    } catch (IOException e) {
      return null; // it was ended
    }
  }

  private static IllegalStateException failure(String reason, @Nullable Throwable cause) {
    return new IllegalStateException(
        "Dynalite cannot be started: %s (expected: Node.js 18 or newer on the PATH; as root: apt-get install nodejs npm)"
            .formatted(reason),
        cause);
  }

  /** {@code http://127.0.0.1:PORT}. */
  public URI uri() {
    return uri;
  }

  /** Of its process. */
  public long pid() {
    return process.pid();
  }

  /** Ends it; what it held is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
