package io.featurefactory.lake;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A copy of a remote file, or of parts of it, on the disk of this machine. */
interface StagedCopy {
  /** Where it is. */
  Path path();

  /**
   * Has what is asked copied, unless it is there or on its way.
   *
   * @param range that is asked; null for the whole file
   * @param session of the caller, which may wait
   * @return what has to be done before the copy may be read
   */
  List<CompletableFuture<Long>> bring(@Nullable RowRange range, KernelSession session);

  /** True when it is of no use any more: it failed, and has to be begun anew. */
  boolean failed();

  /** True while something is being copied. */
  boolean busy();

  /** What has been copied so far. */
  long bytes();
}
