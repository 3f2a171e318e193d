package io.featurefactory.testkit.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server of the system, {@code redis-server}, on a port of its own of the loopback
 * interface. A test that cannot start one fails.
 */
public final class RedisServer implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int ATTEMPTS = 5;

  private final Path folder;
  private final int port;
  private final List<String> first;
  private final List<String> options;
  private final @Nullable FakeClock clock;
  private Process process;
  private int tlsPort;

  private RedisServer(
      Path folder, int port, List<String> first, List<String> options, @Nullable FakeClock clock) {
    this.folder = folder;
    this.port = port;
    this.first = List.copyOf(first);
    this.options = List.copyOf(options);
    this.clock = clock;
    this.process = launch();
  }

  /** Starts a server that speaks TLS only; it cannot be {@linkplain #ask asked} here. */
  public static RedisServer startTls(Path folder, Path certificate, Path key) {
    int port = freePort();
    RedisServer server =
        new RedisServer(
            folder,
            0,
            List.of(),
            List.of(
                "--tls-port",
                Integer.toString(port),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                certificate.toString(),
                "--tls-auth-clients",
                "no"),
            null);
    server.tlsPort = port;
    server.awaitListening();
    return server;
  }

  private void awaitListening() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port()).close();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("redis-server does not listen: " + readLog(), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Starts a sentinel that watches a master under the name {@code shop}; three make a set. */
  static RedisServer sentinel(Path folder, RedisServer master) {
    try {
      Path configuration = folder.resolve("sentinel-" + UUID.randomUUID() + ".conf");
      Files.writeString(
          configuration,
          """
          sentinel monitor shop 127.0.0.1 %d 2
          sentinel down-after-milliseconds shop 500
          sentinel failover-timeout shop 3000
          """
              .formatted(master.port()));
      return start(folder, List.of(configuration.toString()), List.of("--sentinel"), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts a server that keeps nothing on disk.
   *
   * @param folder for its files
   * @param options of {@code redis-server}, such as {@code --maxmemory 10mb}
   */
  public static RedisServer start(Path folder, String... options) {
    return start(folder, List.of(), withoutDisk(options), null);
  }

  /** The same with a clock that can be {@linkplain #shiftClock set}. */
  public static RedisServer startWithClock(Path folder, String... options) {
    return start(folder, List.of(), withoutDisk(options), FakeClock.in(folder));
  }

  private static List<String> withoutDisk(String... options) {
    List<String> all = new ArrayList<>(List.of("--save", "", "--appendonly", "no"));
    all.addAll(List.of(options));
    return all;
  }

  private static RedisServer start(
      Path folder, List<String> first, List<String> options, @Nullable FakeClock clock) {
    IllegalStateException last = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      RedisServer server = new RedisServer(folder, freePort(), first, options, clock);
      try {
        server.awaitReady();
        return server;
      } catch (IllegalStateException e) {
        server.close();
        last = e; // somebody else may have taken the port meanwhile
      }
    }
    throw last == null ? new IllegalStateException("no attempt") : last;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = socket.getLocalPort();
      // a node of a cluster takes the port 10,000 above its own, too
      return port < 50_000 ? port : 20_000 + port % 30_000;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    List<String> command = new ArrayList<>();
    command.add("redis-server");
    command.addAll(first);
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", folder.toString()));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (clock != null) {
      builder.environment().putAll(clock.environment());
    }
    try {
      Process started =
          builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())).start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      return started;
    } catch (IOException e) {
      throw new IllegalStateException(
          "redis-server cannot be started (expected: Redis 6.2 or newer on the PATH; as root: apt-get"
              + " install redis-server)",
          e);
    }
  }

  private Path log() {
    return folder.resolve("redis-" + port + ".log");
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IllegalStateException("redis-server has ended: " + readLog());
      }
      try {
        if (ask("PING").equals("+PONG")) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (UncheckedIOException e) {
        Thread.onSpinWait(); // it does not listen yet
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    throw new IllegalStateException("redis-server was not ready in time: " + readLog());
  }

  private String readLog() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Sends a command, its words parted by spaces; the answer, of a text all of its lines. */
  public String ask(String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = answer.readLine();
      if (line == null || !line.startsWith("$")) {
        return line == null ? "" : line;
      }
      char[] text = new char[Math.max(0, Integer.parseInt(line.substring(1)))];
      for (int at = 0; at < text.length; ) {
        int read = answer.read(text, at, text.length - at);
        if (read < 0) {
          throw new IOException("the answer to " + command + " ended early");
        }
        at += read;
      }
      return new String(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return tlsPort == 0 ? port : tlsPort;
  }

  /** {@code redis://127.0.0.1:PORT}. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /**
   * Sets the clock of a server that was {@linkplain #startWithClock started} so.
   *
   * @param shift from the right time; negative for the past
   */
  public void shiftClock(Duration shift) {
    if (clock == null) {
      throw new IllegalStateException("a server with the clock of the system");
    }
    clock.shift(shift);
  }

  /** Ends the process at once, as a crash does. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Starts it again, on its port, in its folder. */
  public void restart() {
    kill();
    process = launch();
    awaitReady();
  }

  /** Stops the process without ending it, until {@link #thaw}. */
  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(name, process.pid()))
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
