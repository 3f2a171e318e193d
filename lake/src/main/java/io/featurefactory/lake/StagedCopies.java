package io.featurefactory.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Copies of remote files on the disk of this machine, for the kernel, which reads local files only.
 * A file never changes, so one copy serves all; it is kept while somebody uses it, and after that
 * as long as there is room.
 *
 * <p>Safe for several threads.
 */
final class StagedCopies implements AutoCloseable {
  /** Copies that nobody uses may take this much. */
  private static final long SPARE_BYTES = 8L << 30;

  /** Downloads at once, of the process: more do not make one machine's network faster. */
  private static final int DOWNLOADS = 16;

  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final ExecutorService THREADS =
      Executors.newFixedThreadPool(
          DOWNLOADS,
          task -> {
            Thread thread = new Thread(task, "download-" + COUNTER.incrementAndGet());
            thread.setDaemon(true);
            return thread;
          });

  private final Path folder;
  private final StorageSettings storage;

  /** In the order of their last use. */
  private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  private static final class Copy {
    private final Path path;
    private final CompletableFuture<Long> bytes;
    private int users;

    Copy(Path path, CompletableFuture<Long> bytes) {
      this.path = path;
      this.bytes = bytes;
    }
  }

  private StagedCopies(Path folder, StorageSettings storage) {
    this.folder = folder;
    this.storage = storage;
  }

  /** Those of a kernel, beside what it spills; several may have one spill folder. */
  static StagedCopies beside(KernelSettings settings) {
    return new StagedCopies(
        settings.spillFolder().resolve("copies-" + UUID.randomUUID()), settings.storage());
  }

  private RemoteFiles remote() {
    return RemoteFiles.of(storage);
  }

  /** A new folder, for files that are to be uploaded; the caller removes it. */
  Path newFolder() {
    return made(folder.resolve(UUID.randomUUID().toString()));
  }

  /**
   * Copies files from this machine.
   *
   * @param folder that they are in, or in folders below
   * @param to the location of the folder where they go
   * @return the same with their new locations
   */
  List<LakeFile> upload(Path folder, List<LakeFile> files, String to) {
    return files.stream()
        .map(
            file ->
                CompletableFuture.supplyAsync(
                    () -> {
                      Path from = Path.of(file.path());
                      String location =
                          to + "/" + folder.getFileName() + "/" + folder.relativize(from);
                      remote().upload(from, location);
                      return file.at(location);
                    },
                    THREADS))
        .toList()
        .stream()
        .map(StagedCopies::join)
        .toList();
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /** The local copies of files, in their order; to be {@linkplain #release released}. */
  List<Path> take(List<String> locations) {
    List<Copy> taken = new ArrayList<>();
    synchronized (this) {
      locations.forEach(location -> taken.add(take(location)));
    }
    try {
      taken.forEach(copy -> join(copy.bytes));
    } catch (RuntimeException e) {
      release(locations);
      throw e;
    }
    return taken.stream().map(copy -> copy.path).toList();
  }

  private Copy take(String location) {
    Copy copy = copies.get(location);
    if (copy == null || copy.bytes.isCompletedExceptionally()) {
      int users = copy == null ? 0 : copy.users;
      Path path = made(folder).resolve(UUID.randomUUID() + ".parquet");
      copy = new Copy(path, CompletableFuture.supplyAsync(() -> download(location, path), THREADS));
      copy.users = users;
      copies.put(location, copy);
    }
    copy.users++;
    return copy;
  }

  private long download(String location, Path path) {
    remote().download(location, path);
    try {
      long size = Files.size(path);
      synchronized (this) {
        bytes += size;
      }
      return size;
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(path, e);
    }
  }

  /** Gives back what was taken; what nobody uses goes when room is needed, the oldest first. */
  synchronized void release(List<String> locations) {
    for (String location : locations) {
      Copy copy = copies.get(location);
      if (copy != null) {
        copy.users--;
      }
    }
    Iterator<Copy> oldestFirst = copies.values().iterator();
    while (bytes > SPARE_BYTES && oldestFirst.hasNext()) {
      Copy copy = oldestFirst.next();
      if (copy.users == 0 && copy.bytes.isDone()) {
        bytes -= copy.bytes.isCompletedExceptionally() ? 0 : copy.bytes.join();
        delete(copy.path);
        oldestFirst.remove();
      }
    }
  }

  /** The folder of what was spilled, which the kernel leaves where it has not made it. */
  private static void removeIfEmpty(@Nullable Path parent) {
    try {
      if (parent != null) {
        Files.deleteIfExists(parent);
      }
    } catch (IOException e) {
      return; // others have something in it
    }
  }

  private static Path made(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(path, e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    copies.clear();
    StagedFiles.deleteFolder(folder);
    removeIfEmpty(folder.getParent());
  }
}
