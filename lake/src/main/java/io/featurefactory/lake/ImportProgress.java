package io.featurefactory.lake;

import java.nio.file.Path;

/** Is told how far an import is; from several threads, one after the other. */
@FunctionalInterface
public interface ImportProgress {
  /** Tells nobody. */
  ImportProgress NONE = (file, done, count, fraction) -> {};

  /**
   * Some more is done.
   *
   * @param file that is read
   * @param done files that are done, all in all; several are read at once
   * @param count of files
   * @param fraction of one more file that is done, 0 to 1
   */
  void at(Path file, int done, int count, double fraction);
}
