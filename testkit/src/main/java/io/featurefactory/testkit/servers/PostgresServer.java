package io.featurefactory.testkit.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of the system, on a port of its own of the loopback interface. It ends with
 * {@link #close()} or this JVM. A test that cannot start one fails.
 */
public final class PostgresServer implements AutoCloseable {
  /** The user, who may make tables. */
  public static final String USER = "ff";

  /** The user's password. */
  public static final String PASSWORD = "tester-secret";

  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final long PATIENCE_SECONDS = 60;
  private static final String READY = "database system is ready to accept connections";

  private final Path folder;
  private final int port;
  private Process process;

  private PostgresServer(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    this.process = launch();
  }

  /** Starts a server without databases but its own. */
  public static PostgresServer start() {
    try {
      // not in a test's folder: the server may be run by a user who must not see that
      Path folder = Files.createTempDirectory("ff-postgres");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      Path password = folder.resolve("password");
      Files.writeString(password, PASSWORD);
      if (isRoot()) {
        run(List.of("chown", "-R", "postgres", folder.toString()));
      }
      String data = folder.resolve("data").toString();
      run(
          asServer(
              List.of(
                  program("initdb"),
                  "--pgdata=" + data,
                  "--username=" + USER,
                  "--auth=scram-sha-256",
                  "--pwfile=" + password,
                  "--encoding=UTF8",
                  "--locale=C",
                  "--no-sync")));
      return new PostgresServer(folder, freePort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    Path log = folder.resolve("log");
    try {
      Files.deleteIfExists(log);
      Process started =
          new ProcessBuilder(
                  asServer(
                      List.of(
                          program("postgres"),
                          "-D" + folder.resolve("data"),
                          "-p" + port,
                          "-clisten_addresses=127.0.0.1",
                          "-cunix_socket_directories=",
                          "-cfsync=off",
                          "-cmax_connections=200")))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!Files.readString(log).contains(READY)) {
        if (!started.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("postgres does not start: " + Files.readString(log));
        }
        Thread.onSpinWait();
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes a database.
   *
   * @return its URL, with user and password
   */
  public String createDatabase(String name) {
    ProcessBuilder create =
        new ProcessBuilder(
            program("createdb"), "--host=127.0.0.1", "--port=" + port, "--username=" + USER, name);
    create.environment().put("PGPASSWORD", PASSWORD);
    run(create);
    return url(name) + "?user=" + USER + "&password=" + PASSWORD;
  }

  /** The URL of a database, without user and password. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  /** Its port, of the loopback interface. */
  public int port() {
    return port;
  }

  /** Kills it with all connections; what was committed stays. */
  public void kill() {
    List<ProcessHandle> connections = process.descendants().toList();
    process.destroyForcibly();
    connections.forEach(ProcessHandle::destroyForcibly);
    awaitEnd();
    connections.forEach(connection -> connection.onExit().join());
  }

  /** Starts it again after {@link #kill()}. */
  public void restart() {
    process = launch();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("postgres does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
    delete(folder);
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** PostgreSQL refuses to be run by root. */
  private static List<String> asServer(List<String> command) {
    if (!isRoot()) {
      return command;
    }
    List<String> other =
        new ArrayList<>(
            List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    other.addAll(command);
    return other;
  }

  /** Of the newest version that is installed; otherwise of the path. */
  private static String program(String name) {
    if (!Files.isDirectory(INSTALLED)) {
      return name;
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin").resolve(name))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder())
          .map(Path::toString)
          .orElse(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(List<String> command) {
    run(new ProcessBuilder(command));
  }

  private static void run(ProcessBuilder builder) {
    try {
      Process process = builder.directory(new File("/")).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("%s: %s".formatted(builder.command(), said));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      return; // a server that is just ending still writes
    }
  }
}
