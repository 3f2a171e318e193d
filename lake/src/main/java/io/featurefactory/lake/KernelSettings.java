package io.featurefactory.lake;

import java.nio.file.Path;

/**
 * What the kernel may use.
 *
 * @param threads at least 1
 * @param memoryBytes for data; beyond it the kernel spills
 * @param spillFolder for data that does not fit into memory; made when needed, with those above it
 * @param storage how remote files are reached
 */
public record KernelSettings(
    int threads, long memoryBytes, Path spillFolder, StorageSettings storage) {
  private static final long MINIMUM_MEMORY = 256L << 20;

  /** What a large piece of work may need without spilling; work is cut to this size. */
  private static final long WORK_BYTES = 1L << 30;

  public KernelSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("kernel threads: " + threads + " (expected: at least 1)");
    }
    if (memoryBytes < 1 << 20) {
      throw new IllegalArgumentException(
          "kernel memory: " + memoryBytes + " bytes (expected: at least 1 MB)");
    }
  }

  /** With remote files reached as the machine says. */
  public KernelSettings(int threads, long memoryBytes, Path spillFolder) {
    this(threads, memoryBytes, spillFolder, StorageSettings.OF_MACHINE);
  }

  /** All cores, and most of the memory that the machine or the container has beside the heap. */
  public static KernelSettings defaults(Path spillFolder) {
    long available = AvailableMemory.bytes() * 6 / 10 - Runtime.getRuntime().maxMemory();
    return new KernelSettings(
        Runtime.getRuntime().availableProcessors(),
        Math.max(MINIMUM_MEMORY, available),
        spillFolder);
  }

  /** How many pieces of work may go on at once: no more than threads, and than memory for them. */
  public int concurrency() {
    return (int) Math.max(1, Math.min(threads, memoryBytes / WORK_BYTES));
  }

  /** With another number of threads. */
  public KernelSettings withThreads(int count) {
    return new KernelSettings(count, memoryBytes, spillFolder, storage);
  }

  /** With other memory. */
  public KernelSettings withMemoryBytes(long bytes) {
    return new KernelSettings(threads, bytes, spillFolder, storage);
  }

  /** With another way to remote files. */
  public KernelSettings withStorage(StorageSettings other) {
    return new KernelSettings(threads, memoryBytes, spillFolder, other);
  }
}
