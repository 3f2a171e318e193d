package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * S3Proxy, a server of S3's protocol by others, over a folder, in a process of its own, on a port
 * of the loopback interface. It checks signatures. It ends with {@link #close()} or this JVM. A
 * test that cannot start one fails.
 */
public final class S3Server implements AutoCloseable {
  /** The bucket that is there from the start. */
  public static final String BUCKET = "lake";

  /** The name of the only key. */
  public static final String ACCESS_KEY = "tester";

  /** Its secret. */
  public static final String SECRET_KEY = "tester-secret";

  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final int port;
  private Process process;

  private S3Server(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one; the first on a machine is installed before.
   *
   * @param folder what it stores goes there
   */
  public static S3Server start(Path folder) {
    try {
      Files.createDirectories(folder.resolve("buckets").resolve(BUCKET));
      int port = freePort();
      Files.writeString(
          folder.resolve("s3proxy.conf"),
          """
          s3proxy.authorization=aws-v2-or-v4
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.identity=%s
          s3proxy.credential=%s
          s3proxy.ignore-unknown-headers=true
          jclouds.provider=filesystem
          jclouds.identity=none
          jclouds.credential=none
          jclouds.filesystem.basedir=%s
          """
              .formatted(port, ACCESS_KEY, SECRET_KEY, folder.resolve("buckets")));
      return new S3Server(folder, port, launch(folder, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process launch(Path folder, int port) throws IOException {
    Path jars = installation().folder().resolve("jars");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-DLOG_LEVEL=warn",
                "-cp",
                jars + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                folder.resolve("s3proxy.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "S3Proxy does not listen; it says\n" + Files.readString(folder.resolve("s3proxy.log")));
      }
      pause();
    }
    return process;
  }

  private static Installation installation() {
    return Installation.ofJars("s3proxy", List.of());
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
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

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** How it is reached, as Iceberg's S3FileIO names that. */
  public Map<String, String> properties() {
    return Map.of(
        "s3.endpoint",
        uri().toString(),
        "s3.path-style-access",
        "true",
        "client.region",
        "us-east-1",
        "s3.access-key-id",
        ACCESS_KEY,
        "s3.secret-access-key",
        SECRET_KEY);
  }

  /** The file of an object in {@link #BUCKET}. */
  public Path object(String key) {
    return folder.resolve("buckets").resolve(BUCKET).resolve(key);
  }

  /** Starts it again on the same port, with what it had stored. */
  public void restart() {
    close();
    try {
      process = launch(folder, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it; what it stored stays in the folder. */
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
