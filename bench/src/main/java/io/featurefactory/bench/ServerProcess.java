package io.featurefactory.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A server of {@link Shape}s for the time of a case. */
final class ServerProcess implements AutoCloseable {
  private static final String READY = "listens at ";

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server on that Redis, which it fills first. */
  static ServerProcess start(String uri, Shape... shapes) {
    String names = Arrays.stream(shapes).map(Shape::name).collect(Collectors.joining(","));
    List<String> command =
        Programs.server("server", ServeMain.class, List.of(uri, names)).command();
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("").toAbsolutePath().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      BufferedReader said = process.inputReader();
      String line = said.readLine();
      while (line != null && !line.startsWith(READY)) {
        line = said.readLine();
      }
      if (line == null) {
        throw new IOException("it ended: " + String.join(" ", command));
      }
      return new ServerProcess(process, Integer.parseInt(line.substring(READY.length())));
    } catch (IOException e) {
      throw BenchErrors.cannot("start the server", e);
    }
  }

  int port() {
    return port;
  }

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
