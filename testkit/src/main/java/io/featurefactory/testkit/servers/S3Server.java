package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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

  private final JavaServer server;
  private Process process;

  private S3Server(JavaServer server, Process process) {
    this.server = server;
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
      int port = JavaServer.freePort();
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
      Path jars = Installation.ofJars("s3proxy", List.of()).folder().resolve("jars");
      JavaServer server =
          new JavaServer(
              "S3Proxy",
              folder,
              port,
              List.of(
                  "-Xmx256m",
                  "-DLOG_LEVEL=warn",
                  "-cp",
                  jars + "/*",
                  "org.gaul.s3proxy.Main",
                  "--properties",
                  folder.resolve("s3proxy.conf").toString()));
      return new S3Server(server, server.launch());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.port());
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
    return server.folder().resolve("buckets").resolve(BUCKET).resolve(key);
  }

  /** Starts it again on the same port, with what it had stored. */
  public void restart() {
    close();
    process = server.launch();
  }

  /** Ends it; what it stored stays in the folder. */
  @Override
  public void close() {
    JavaServer.end(process);
  }
}
