package io.featurefactory.online.rocksdb;

import io.featurefactory.online.OnlineErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a store: which files are in it, and that it is one. */
record StoreFolder(String store, Path path) {
  private static final String FORMAT = "feature-factory online store 1";
  private static final String DAMAGED = "damaged-";
  private static final List<String> OURS =
      List.of("format", "format.new", "head", "gate", "writer", "writer.lock", "db");

  /** What RocksDB keeps. */
  Path db() {
    return path.resolve("db");
  }

  /** Tells readers that something changed; see {@link HeadFile}. */
  Path head() {
    return path.resolve("head");
  }

  /** Locked by who opens or removes files; see {@link Gate}. */
  Path gate() {
    return path.resolve("gate");
  }

  /** Locked by the writing process. */
  Path lock() {
    return path.resolve("writer.lock");
  }

  /** Who holds the lock, for messages. */
  Path writer() {
    return path.resolve("writer");
  }

  /** True if RocksDB made its files. */
  boolean hasDb() {
    return Files.exists(db().resolve("CURRENT"));
  }

  /** True if the folder is a store; false if there is nothing; fails if there is something else. */
  boolean exists() {
    try {
      byte[] bytes = Files.readAllBytes(path.resolve("format"));
      String format = new String(bytes, StandardCharsets.US_ASCII).strip();
      if (!format.equals(FORMAT)) {
        throw OnlineErrors.otherFormat(store, path, shown(format));
      }
      return true;
    } catch (NoSuchFileException e) {
      refuseForeign();
      return false;
    } catch (IOException e) {
      if (Files.isRegularFile(path)) {
        throw OnlineErrors.notAFolder(store, path);
      }
      throw OnlineErrors.io(store, path, e);
    }
  }

  /** What a file with anything in it holds, for a message. */
  private static String shown(String text) {
    String printable = text.replaceAll("[^ -~]", "?");
    return printable.length() <= FORMAT.length() * 2
        ? printable
        : printable.substring(0, FORMAT.length() * 2) + "...";
  }

  /** Makes the folder a store, if it is not one yet. */
  void create() {
    boolean exists = exists();
    try {
      Files.createDirectories(path);
      Gate.create(gate());
      if (!exists) {
        Path part = path.resolve("format.new");
        Files.writeString(part, FORMAT + "\n");
        Files.move(part, path.resolve("format"), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw OnlineErrors.io(store, path, e);
    }
  }

  /** Moves what RocksDB keeps out of the way and returns where to. */
  Path setAside(Instant now) throws IOException {
    Path aside = path.resolve(DAMAGED + now.toString().replace(":", ""));
    return Files.move(db(), aside, StandardCopyOption.ATOMIC_MOVE);
  }

  private void refuseForeign() {
    if (Files.isRegularFile(path)) {
      throw OnlineErrors.notAFolder(store, path);
    }
    try (Stream<Path> files = Files.list(path)) {
      files
          .map(f -> f.getFileName().toString())
          .filter(n -> !OURS.contains(n) && !n.startsWith(DAMAGED))
          .sorted()
          .findFirst()
          .ifPresent(
              n -> {
                throw OnlineErrors.foreignFolder(store, path, n);
              });
    } catch (NoSuchFileException e) {
      // Nothing there: it is made when something is written.
    } catch (NotDirectoryException e) {
      throw OnlineErrors.notAFolder(store, path);
    } catch (IOException e) {
      throw OnlineErrors.io(store, path, e);
    }
  }
}
