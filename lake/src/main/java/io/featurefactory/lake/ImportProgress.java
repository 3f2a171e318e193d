package io.featurefactory.lake;

import java.nio.file.Path;

/** Is told how far an import is; from several threads, one after the other. */
@FunctionalInterface
public interface ImportProgress {
  /** Tells nobody. */
  ImportProgress NONE = (file, index, count, fraction) -> {};

  /**
   * Some more is done.
   *
   * @param file that is read
   * @param index of the file, from 0
   * @param count of files
   * @param fraction of this file that is done, 0 to 1
   */
  void at(Path file, int index, int count, double fraction);
}
