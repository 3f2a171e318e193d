package io.featurefactory.cli.project;

import java.nio.file.Path;

/** Where the kernel of a process puts what does not fit into memory: {@code spill/HOST-PID}. */
final class SpillFolder {
  private SpillFolder() {}

  /** The folder of this process, which need not exist. */
  static Path of(Path state) {
    Path all = state.resolve("spill");
    Leftovers.remove(all, "", "");
    return all.resolve(Leftovers.mark());
  }
}
