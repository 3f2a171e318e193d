package io.featurefactory.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Named states of a folder, to return to. Files of tables, which nobody changes once they are
 * written, are hard links in every state; databases and everything else are copies.
 */
final class FolderStates {
  private final Path folder;
  private final Path states;

  /**
   * States of a folder.
   *
   * @param states on the same file system
   */
  FolderStates(Path folder, Path states) {
    this.folder = folder;
    this.states = states;
  }

  boolean has(String state) {
    return Files.exists(states.resolve(state));
  }

  /** Keeps the folder as it is now; no process may be writing to it. */
  void save(String state) {
    replace(folder, states.resolve(state));
  }

  void restore(String state) {
    replace(states.resolve(state), folder);
  }

  /** Deletes a folder and all that is in it, if it is there. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException e) {
      throw BenchErrors.cannot("delete " + folder, e);
    }
  }

  private static void replace(Path from, Path to) {
    delete(to);
    try {
      Files.createDirectories(to);
      Files.walkFileTree(from, new Duplication(from, to));
    } catch (IOException e) {
      throw BenchErrors.cannot("copy %s to %s".formatted(from, to), e);
    }
  }

  private static boolean immutable(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".parquet") || name.endsWith(".avro") || name.endsWith(".metadata.json");
  }

  private static final class Duplication extends SimpleFileVisitor<Path> {
    private final Path from;
    private final Path to;

    Duplication(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(to.resolve(from.relativize(folder)));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Path copy = to.resolve(from.relativize(file));
      if (immutable(file)) {
        Files.createLink(copy, file);
      } else {
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
