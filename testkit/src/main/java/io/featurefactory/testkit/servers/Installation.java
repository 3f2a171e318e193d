package io.featurefactory.testkit.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a server for tests is on this machine: a folder of the user's cache, named by the list of
 * its packages, so another list has another folder.
 *
 * @param cache the folder that holds the installation
 * @param name of the server, in lower case, and of the folder of its resources
 * @param list the resource that says which packages, in which versions
 * @param others resources that are needed beside it
 * @param command what fetches the packages, in a folder with these resources
 * @param advice what it takes
 */
record Installation(
    Path cache,
    String name,
    String list,
    List<String> others,
    List<String> command,
    String advice) {
  private static final long PATIENCE_MINUTES = 5;

  Installation {
    others = List.copyOf(others);
    command = List.copyOf(command);
  }

  /** The folder for all installations of this user. */
  static Path cacheOfThisUser() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path caches =
        base == null || base.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(base);
    return caches.resolve("feature-factory");
  }

  /**
   * One of jars of Maven Central, in {@code jars}.
   *
   * @param name with a {@code pom.xml} that names them
   * @param others resources that are needed beside it
   */
  static Installation ofJars(String name, List<String> others) {
    return ofMaven(
        name,
        others,
        List.of(
            "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies",
            "-DincludeScope=runtime",
            "-DoutputDirectory=jars"));
  }

  /**
   * One that a plugin of Maven makes.
   *
   * @param name with a {@code pom.xml} that tells the plugin what to do
   * @param goal of the plugin, with its version
   */
  static Installation ofMaven(String name, String goal) {
    return ofMaven(name, List.of(), List.of(goal));
  }

  private static Installation ofMaven(String name, List<String> others, List<String> goal) {
    List<String> command =
        new ArrayList<>(List.of(maven().toString(), "-q", "-B", "-ntp", "-f", "pom.xml"));
    command.addAll(goal);
    return new Installation(
        cacheOfThisUser(), name, "pom.xml", others, command, "Maven Central within reach, once");
  }

  /** The wrapper in the working directory or one above. */
  private static Path maven() {
    for (Path f = Path.of("").toAbsolutePath(); f != null; f = f.getParent()) {
      if (Files.isExecutable(f.resolve("mvnw"))) {
        return f.resolve("mvnw");
      }
    }
    throw new IllegalStateException("no mvnw in the working directory, nor above it");
  }

  /** The folder, filled now if it was not; several processes may ask at once. */
  Path folder() {
    Path folder = cache.resolve(name + "-" + digest(resource(list)));
    try {
      if (!Files.isDirectory(folder)) {
        install(folder);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void install(Path folder) throws IOException {
    Files.createDirectories(cache);
    Path fresh = Files.createTempDirectory(cache, name + "-new");
    try {
      Files.write(fresh.resolve(list), resource(list));
      for (String other : others) {
        Files.write(fresh.resolve(other), resource(other));
      }
      fetch(fresh);
      moveUnlessThere(fresh, folder);
    } finally {
      delete(fresh);
    }
  }

  private void fetch(Path folder) throws IOException {
    Path log = folder.resolve("install.log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw failure(program() + " cannot be run", e);
    }
    try {
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw failure(
            "%s did not end within %d minutes".formatted(program(), PATIENCE_MINUTES), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw failure(program() + " says\n" + Files.readString(log), null);
    }
  }

  private String program() {
    return String.valueOf(Path.of(command.get(0)).getFileName());
  }

  private IllegalStateException failure(String reason, @Nullable Throwable cause) {
    return new IllegalStateException(
        "%s cannot be installed (expected: %s): %s".formatted(name, advice, reason), cause);
  }

  private static void moveUnlessThere(Path fresh, Path folder) throws IOException {
    try {
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(folder)) {
        throw e; // else another process was faster
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /** One of its resources. */
  byte[] resource(String file) {
    try (InputStream stream = Installation.class.getResourceAsStream("/" + name + "/" + file)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + name + "/" + file);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JVM has it
    }
  }
}
