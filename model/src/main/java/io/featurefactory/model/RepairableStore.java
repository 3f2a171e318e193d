package io.featurefactory.model;

import org.jspecify.annotations.Nullable;

/** The power of an {@link OnlineStore} to start over when its files are damaged. */
public interface RepairableStore {

  /**
   * Reads everything that is stored; if some of it is damaged, sets all of it aside, of all
   * projects, and leaves the store empty. Sound content is not touched. No writer may be open in
   * this process.
   *
   * @return where the damaged content is now, and what was wrong; null if it was sound
   */
  @Nullable String setAsideIfDamaged();
}
