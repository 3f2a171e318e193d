package io.featurefactory.online.rocksdb;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Two numbers in a file that all processes map: a reader sees without a system call whether the
 * store has changed.
 *
 * <ul>
 *   <li>{@code phase}: within a phase no file of the database is removed, so that a secondary
 *       instance may open it or follow it. Odd: files may be removed just now, because the writer
 *       opens, purges or closes. It never repeats.
 *   <li>{@code changes}: how many commits there were; it moves after a commit is durable.
 * </ul>
 *
 * Only the holder of the writer's lock changes them.
 */
final class HeadFile {
  private static final int LENGTH = 16;
  private static final int PHASE = 0;
  private static final int CHANGES = 8;
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final MappedByteBuffer map;
  private final Path path;
  private final @Nullable Object fileKey;

  private HeadFile(MappedByteBuffer map, Path path, @Nullable Object fileKey) {
    this.map = map;
    this.path = path;
    this.fileKey = fileKey;
  }

  /** Maps the file for reading; null if there is none. */
  static @Nullable HeadFile find(Path path) throws IOException {
    // While it is being created the file is too short; there is nothing to read then.
    if (!Files.exists(path) || Files.size(path) < LENGTH) {
      return null;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return map(channel, FileChannel.MapMode.READ_ONLY, path);
    }
  }

  /** Maps the file for writing, made if there is none. */
  static HeadFile create(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < LENGTH) {
        // Written, not only mapped, so that a full disk is an exception here and not a fault later.
        channel.write(ByteBuffer.allocate(LENGTH), 0);
        channel.force(true);
      }
      return map(channel, FileChannel.MapMode.READ_WRITE, path);
    }
  }

  private static HeadFile map(FileChannel channel, FileChannel.MapMode mode, Path path)
      throws IOException {
    return new HeadFile(channel.map(mode, 0, LENGTH), path, fileKey(path));
  }

  /** True if the path still leads to this file, and not to nothing or a new one. */
  boolean isCurrent() {
    try {
      Object now = fileKey(path);
      return now != null && now.equals(fileKey);
    } catch (IOException e) {
      return false;
    }
  }

  long phase() {
    return (long) LONG.getVolatile(map, PHASE);
  }

  long changes() {
    return (long) LONG.getVolatile(map, CHANGES);
  }

  /** From here on files may be removed. */
  void beginRemoving() {
    long phase = phase();
    LONG.setVolatile(map, PHASE, phase % 2 == 0 ? phase + 1 : phase + 2);
  }

  /** From here on all files stay. */
  void endRemoving() {
    LONG.setVolatile(map, PHASE, phase() / 2 * 2 + 2);
  }

  void countChange() {
    LONG.setVolatile(map, CHANGES, changes() + 1);
  }

  /** The database has another number of them: it was set aside, or lost the last ones. */
  void resetChanges(long changes) {
    LONG.setVolatile(map, CHANGES, changes);
  }

  private static @Nullable Object fileKey(Path path) throws IOException {
    return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
  }
}
