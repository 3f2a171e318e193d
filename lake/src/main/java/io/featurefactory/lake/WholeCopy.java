package io.featurefactory.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A copy of a whole file. Safe for several threads. */
final class WholeCopy implements StagedCopy {
  private final Path path;
  private final CompletableFuture<Long> bytes;

  private WholeCopy(Path path, CompletableFuture<Long> bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /** Begins to copy. */
  static WholeCopy begin(RemoteFiles remote, String location, Path to, Executor threads) {
    return new WholeCopy(
        to, CompletableFuture.supplyAsync(() -> download(remote, location, to), threads));
  }

  private static long download(RemoteFiles remote, String location, Path to) {
    remote.download(location, to);
    try {
      return Files.size(to);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(to, e);
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public List<CompletableFuture<Long>> bring(@Nullable RowRange range, KernelSession session) {
    return List.of(bytes);
  }

  @Override
  public boolean failed() {
    return bytes.isCompletedExceptionally();
  }

  @Override
  public boolean busy() {
    return !bytes.isDone();
  }

  @Override
  public long bytes() {
    return busy() || failed() ? 0 : bytes.join();
  }
}
