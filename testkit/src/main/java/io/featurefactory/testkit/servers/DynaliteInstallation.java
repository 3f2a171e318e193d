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
 * Where Dynalite is on this machine: a folder of the user's cache, named by the list of its
 * packages, so another list has another folder. {@code npm ci} takes exactly the versions of that
 * list, {@code package-lock.json}, and refuses a package whose SHA-512 is another.
 *
 * @param cache the folder that holds the installation
 * @param npm the words that run npm
 */
record DynaliteInstallation(Path cache, List<String> npm) {
  private static final String LIST = "package-lock.json";
  private static final List<String> OPTIONS =
      List.of(
          "ci",
          "--ignore-scripts",
          "--no-audit",
          "--no-fund",
          "--prefer-offline",
          "--fetch-retry-mintimeout=500",
          "--fetch-retry-maxtimeout=5000");

  private static final long PATIENCE_MINUTES = 5;

  static DynaliteInstallation ofThisUser() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path caches =
        base == null || base.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(base);
    return new DynaliteInstallation(caches.resolve("feature-factory"), List.of("npm"));
  }

  /** The folder, filled now if it was not; several processes may ask at once. */
  Path folder() {
    Path folder = cache.resolve("dynalite-" + digest(resource(LIST)));
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
    Path fresh = Files.createTempDirectory(cache, "dynalite-new");
    try {
      for (String name : List.of("package.json", LIST)) {
        Files.write(fresh.resolve(name), resource(name));
      }
      fetch(fresh);
      moveUnlessThere(fresh, folder);
    } finally {
      delete(fresh);
    }
  }

  private void fetch(Path folder) throws IOException {
    Path log = folder.resolve("npm.log");
    List<String> command = new ArrayList<>(npm);
    command.addAll(OPTIONS);
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw failure("npm cannot be run", e);
    }
    try {
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw failure("npm did not end within %d minutes".formatted(PATIENCE_MINUTES), null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw failure("npm says\n" + Files.readString(log), null);
    }
  }

  private static IllegalStateException failure(String reason, @Nullable Throwable cause) {
    return new IllegalStateException(
        "Dynalite cannot be installed (expected: Node.js 18 or newer and npm on the PATH; as root: apt-get install nodejs npm; and npm's registry within reach, once): "
            + reason,
        cause);
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

  static byte[] resource(String name) {
    try (InputStream stream = DynaliteInstallation.class.getResourceAsStream("/dynalite/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + name);
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
