package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Apicurio Registry, a registry of schemas by others, in memory, in a process of its own. It speaks
 * its own protocol and Confluent's. It ends with {@link #close()} or this JVM. A test that cannot
 * start one fails.
 */
public final class ApicurioRegistry implements AutoCloseable {
  private final int port;
  private final Process process;

  private ApicurioRegistry(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one without schemas; the first on a machine is installed before.
   *
   * @param folder for its log
   */
  public static ApicurioRegistry start(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int port = JavaServer.freePort();
    Path jar = installation().folder().resolve("app/apicurio-registry-app-3.0.9-runner.jar");
    JavaServer server =
        new JavaServer(
            "Apicurio Registry",
            folder,
            port,
            List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                jar.toString()));
    return new ApicurioRegistry(port, server.launch());
  }

  private static Installation installation() {
    return Installation.ofMaven(
        "apicurio", "io.github.download-maven-plugin:download-maven-plugin:2.1.0:wget");
  }

  /** The root of its own protocol. */
  public URI uri() {
    return URI.create("http://127.0.0.1:%d/apis/registry/v3".formatted(port));
  }

  /** The root of Confluent's protocol. */
  public URI confluentUri() {
    return URI.create("http://127.0.0.1:%d/apis/ccompat/v7".formatted(port));
  }

  /** Kills it, with its schemas. */
  @Override
  public void close() {
    JavaServer.end(process);
  }
}
