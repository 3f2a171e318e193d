package io.featurefactory.testkit.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API of Kubernetes as fabric8 keeps it for tests, in memory, in a process of its own, on a
 * port of the loopback interface. It keeps the books only: the test runs what pods would, and says
 * what becomes of them. It ends with {@link #close()} or this JVM. A test that cannot start one
 * fails.
 */
public final class KubernetesServer implements AutoCloseable {
  private static final String SOURCE = "KubernetesServer.java";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final URI uri;

  private KubernetesServer(Process process) throws IOException {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    String port = answers.readLine();
    if (port == null) {
      throw new IllegalStateException("Kubernetes' API does not start; see its log");
    }
    this.uri = URI.create("http://127.0.0.1:" + port);
  }

  /**
   * A pod of a driver of Spark.
   *
   * @param words of its container
   * @param properties the settings of Spark that it is given as a file, as text
   */
  public record DriverPod(String name, List<String> words, String properties) {}

  /**
   * Starts one with nothing in it; the first on a machine is installed before.
   *
   * @param folder for its log, and its source
   */
  public static KubernetesServer start(Path folder) {
    Installation installation = Installation.ofJars("kubernetes", List.of());
    try {
      Path source = folder.resolve(SOURCE);
      Files.write(source, installation.resource(SOURCE));
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  installation.folder().resolve("jars") + "/*",
                  source.toString())
              .redirectError(folder.resolve("kubernetes.log").toFile())
              .start();
      return new KubernetesServer(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code http://127.0.0.1:PORT}. */
  public URI uri() {
    return uri;
  }

  /**
   * The next driver that is made, with its settings; waits for it. Null if this has been closed.
   */
  public @Nullable DriverPod nextDriver() throws IOException {
    List<String> pod = null;
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      List<String> words = List.of(line.split("\t", -1));
      if (words.get(0).equals("pod")) {
        pod = words;
      } else if (pod != null) {
        String properties =
            new String(Base64.getDecoder().decode(words.get(1)), StandardCharsets.UTF_8);
        return new DriverPod(pod.get(1), pod.subList(2, pod.size()), properties);
      }
    }
    return null;
  }

  /** A pod is in that phase from now on. */
  public void phase(String namespace, String pod, String phase) {
    try {
      orders.write(String.join(" ", namespace, pod, phase) + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
