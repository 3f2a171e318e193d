package io.featurefactory.cli;

import java.util.List;

/** Whether people can type {@code ff} wherever they are. */
final class OnPath {
  private OnPath() {}

  /** What to type so that the launcher is found; empty if it is, or where it is is not known. */
  static String hint(Surroundings surroundings) {
    String home = surroundings.environment().getOrDefault("FF_HOME", "");
    String path = surroundings.environment().getOrDefault("PATH", "");
    return home.isEmpty() || List.of(path.split(":", -1)).contains(home)
        ? ""
        : "export PATH=\"%s:$PATH\"".formatted(home);
  }
}
