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

  /** By location, in the order of their last use. */
  private final Map<String, Used> copies = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Used {
    private final StagedCopy copy;
    private int users;

    Used(StagedCopy copy, int users) {
      this.copy = copy;
      this.users = users;
    }
  }

  /**
   * What a query asks of a file.
   *
   * @param key of its copy: that of parts is not the one of the whole
   * @param range of the rows that are asked; null for all
   */
  private record Asked(String key, String location, @Nullable RowRange range) {
    static Asked of(String text) {
      RowRange.Part part = RowRange.parse(text);
      return part == null
          ? new Asked(text, text, null)
          : new Asked(part.location() + "#" + part.range().column(), part.location(), part.range());
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

  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /**
   * The local copies of files, in their order; to be {@linkplain #release released}.
   *
   * @param locations or parts, by {@link RowRange#in}
   * @param session of the caller, which waits
   */
  List<Path> take(List<String> locations, KernelSession session) {
    List<Asked> asked = locations.stream().map(Asked::of).toList();
    List<StagedCopy> taken = new ArrayList<>();
    synchronized (this) {
      asked.forEach(one -> taken.add(take(one)));
    }
    try {
      List<CompletableFuture<Long>> coming = new ArrayList<>();
      for (int i = 0; i < taken.size(); i++) {
        coming.addAll(taken.get(i).bring(asked.get(i).range(), session));
      }
      coming.forEach(StagedCopies::join);
    } catch (RuntimeException e) {
      release(locations);
      throw e;
    }
    return taken.stream().map(StagedCopy::path).toList();
  }

  private StagedCopy take(Asked asked) {
    Used used = copies.get(asked.key());
    if (used == null || used.copy.failed()) {
      used = new Used(begin(asked), used == null ? 0 : used.users);
      copies.put(asked.key(), used);
    }
    used.users++;
    return used.copy;
  }

  private StagedCopy begin(Asked asked) {
    Path path = placeFor(asked.location());
    return asked.range() == null
        ? WholeCopy.begin(remote(), asked.location(), path, THREADS)
        : PartialCopy.begin(remote(), asked.location(), asked.range().column(), path, THREADS);
  }

  /** In folders that say of partitions what those of the file say. */
  private Path placeFor(String location) {
    String name = UUID.randomUUID() + ".parquet";
    Path place = folder;
    for (String part : location.split("/", -1)) {
      if (part.indexOf('=') > 0) {
        place = place.resolve(part);
      }
    }
    return made(place).resolve(name);
  }

  /** What all copies have on the disk of this machine. */
  synchronized long bytes() {
    return copies.values().stream().mapToLong(used -> used.copy.bytes()).sum();
  }

  /** Gives back what was taken; what nobody uses goes when room is needed, the oldest first. */
  synchronized void release(List<String> locations) {
    for (String location : locations) {
      Used used = copies.get(Asked.of(location).key());
      if (used != null) {
        used.users--;
      }
    }
    long bytes = bytes();
    Iterator<Used> oldestFirst = copies.values().iterator();
    while (bytes > SPARE_BYTES && oldestFirst.hasNext()) {
      Used used = oldestFirst.next();
      if (used.users == 0 && !used.copy.busy()) {
        bytes -= used.copy.bytes();
        delete(used.copy.path());
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
