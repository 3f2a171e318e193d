package io.featurefactory.lake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a Parquet file with as many row groups as were asked for: as long as the file, with
 * holes. What a query filters by the range that it asked for it decides by the bounds in the
 * footer, as this does, so it never reads a hole; if it did, no page of Parquet begins with zeros,
 * and it would fail.
 *
 * <p>Safe for several threads.
 */
final class PartialCopy implements StagedCopy {
  /** Copied from the end of a file at first: the footer is mostly shorter. */
  private static final int TAIL = 64 << 10;

  /** Length of the footer, and the magic number. */
  private static final int END = 8;

  private static final StandardOpenOption[] FILE = {
    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE
  };

  private final RemoteFiles remote;
  private final String location;
  private final String column;
  private final Path path;
  private final Executor threads;
  private final CompletableFuture<Tail> tail;

  private @Nullable List<RowGroup> groups;

  /** By offset. */
  private final Map<Long, CompletableFuture<Long>> parts = new HashMap<>();

  /**
   * The end of a file.
   *
   * @param from its first offset
   * @param end behind the file
   */
  private record Tail(long from, long end) {}

  private PartialCopy(
      RemoteFiles remote, String location, String column, Path path, Executor threads) {
    this.remote = remote;
    this.location = location;
    this.column = column;
    this.path = path;
    this.threads = threads;
    this.tail = CompletableFuture.supplyAsync(this::copyTail, threads);
  }

  /**
   * Begins to copy the end of the file.
   *
   * @param column of type BIGINT, that ranges are of
   */
  static PartialCopy begin(
      RemoteFiles remote, String location, String column, Path to, Executor threads) {
    return new PartialCopy(remote, location, column, to, threads);
  }

  private Tail copyTail() {
    long length = remote.length(location);
    try (FileChannel channel = FileChannel.open(path, FILE)) {
      long from = Math.max(0, length - TAIL);
      remote.download(location, from, length, channel);
      ByteBuffer size = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(size, length - END);
      long footer = length - END - size.getInt(0);
      if (footer >= 0 && footer < from) {
        remote.download(location, footer, from, channel);
        from = footer;
      }
      return new Tail(from, length);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(path, e);
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public List<CompletableFuture<Long>> bring(@Nullable RowRange range, KernelSession session) {
    long there = StagedCopies.join(tail).from();
    if (range != null && range.isEmpty()) {
      return List.of(); // the footer is there
    }
    synchronized (this) {
      List<CompletableFuture<Long>> asked = new ArrayList<>();
      long end = 0;
      for (RowGroup group : groups(session)) {
        if (range == null || group.meets(range)) {
          asked.add(part(group.from(), Math.min(group.to(), there)));
        }
        end = Math.max(end, group.to());
      }
      asked.add(part(end, there)); // filters of values, which readers may consult for any group
      return asked;
    }
  }

  private List<RowGroup> groups(KernelSession session) {
    List<RowGroup> known = groups;
    if (known == null) {
      known = RowGroup.of(session, path, column);
      groups = known;
    }
    return known;
  }

  private CompletableFuture<Long> part(long from, long to) {
    CompletableFuture<Long> part = parts.get(from);
    if (part == null || part.isCompletedExceptionally()) {
      part = CompletableFuture.supplyAsync(() -> copy(from, to), threads);
      parts.put(from, part);
    }
    return part;
  }

  private long copy(long from, long to) {
    if (from >= to) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      remote.download(location, from, to, channel);
      return to - from;
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(path, e);
    }
  }

  @Override
  public boolean failed() {
    return tail.isCompletedExceptionally();
  }

  @Override
  public synchronized boolean busy() {
    return !tail.isDone() || parts.values().stream().anyMatch(part -> !part.isDone());
  }

  @Override
  public synchronized long bytes() {
    if (busy() || failed()) {
      return 0;
    }
    Tail end = tail.join();
    return end.end()
        - end.from()
        + parts.values().stream()
            .filter(part -> !part.isCompletedExceptionally())
            .mapToLong(CompletableFuture::join)
            .sum();
  }
}
