package io.featurefactory.cli.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A command on the way of a project from its first import, and what is done to the project before
 * it.
 */
enum Stage {
  IMPORT("import clicks day1.csv day2.csv day3.csv", 3),
  APPLY("apply", 2),
  BACKFILL("backfill --from 2026-03-02 --to 2026-03-04", 6),
  LATE_EVENTS("import clicks day4.csv late.csv", 2),
  RUN("run --at 2026-03-05T06:00", 10),
  PUBLISH("publish", 3) {
    @Override
    void prepare(Path folder, Path saved) {
      Path online = Path.of(".factory", "online");
      Folders.replace(folder.resolve(online), saved.resolve(RUN.name()).resolve(online));
    }
  },
  REBUILD("publish --rebuild", 3),
  ROLLBACK("publish by_day by_hours --rollback", 2) {
    @Override
    boolean isDone(FfProcess.Result result) {
      return super.isDone(result) || result.err().contains("it was rolled back already");
    }
  },
  FORWARD("publish by_day by_hours", 2),
  EARLIER_BACKFILL("backfill --from 2026-03-01", 3),
  REPLACED_DRAFT("apply", 3) {
    @Override
    void prepare(Path folder, Path saved) {
      try {
        Files.writeString(
            folder.resolve("features/clicks.yaml"), CrashProject.definitions("clicks_1d * 10"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  };

  private final String line;
  private final int weight;

  Stage(String line, int weight) {
    this.line = line;
    this.weight = weight;
  }

  String line() {
    return line;
  }

  /** True if the command changes definitions, false if it changes data. */
  boolean applies() {
    return line.equals("apply");
  }

  /** The share of the kills that fall into this stage: this of the sum of all. */
  int weight() {
    return weight;
  }

  /**
   * Makes the project what it is before the command.
   *
   * @param saved has the project as it was before each earlier command, by the name of its stage
   */
  void prepare(Path folder, Path saved) {}

  /** True if all was done when the command ended. */
  boolean isDone(FfProcess.Result result) {
    return result.code() == 0;
  }

  /** The stages of some kills, each as often as its weight asks for, at least once. */
  static List<Stage> of(int kills) {
    int sum = List.of(values()).stream().mapToInt(Stage::weight).sum();
    return List.of(values()).stream()
        .flatMap(
            s -> java.util.Collections.nCopies(Math.max(1, kills * s.weight / sum), s).stream())
        .toList();
  }
}
