package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} at points of every command that changes something, then the same command again:
 * the project must hold what it holds undisturbed.
 *
 * <p>{@code -Dff.kills=60} for more points, {@code -Dff.seed=N} for the points of an earlier run.
 */
final class KillIT {
  private static final int KILLS = Integer.getInteger("ff.kills", 5);
  private static final long SEED = Long.getLong("ff.seed", System.nanoTime() & 0xffff_ffffL);

  /** So many events of a day that publishing takes more than one batch. */
  private static final int EVENTS_OF_DAY = 7_000;

  @TempDir Path temporary;
  private Path folder;
  private Path saved;
  private final Random random = new Random(SEED);
  private final Map<Stage, Undisturbed> undisturbed = new EnumMap<>(Stage.class);
  private final Map<String, Integer> landed = new TreeMap<>();
  private int kills;

  /** What a command does when nobody kills it. */
  private record Undisturbed(
      int events, Map<String, String> before, Map<String, List<String>> content) {}

  @BeforeEach
  void project() {
    folder = temporary.resolve("shop");
    saved = temporary.resolve("saved");
  }

  @Test
  void kill_anywhere_thenTheSameCommand_endsAsUndisturbed() throws Exception {
    System.out.printf("KillIT: %d kills, seed %d%n", KILLS, SEED);
    CrashProject.create(folder, EVENTS_OF_DAY, 1);
    Files.createDirectories(saved);
    for (Stage stage : Stage.values()) {
      undisturbed.put(stage, undisturbed(stage));
    }
    List<Stage> stages = Stage.of(KILLS);
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      int first = stages.indexOf(stage);
      int count = stages.lastIndexOf(stage) + 1 - first;
      kill(stage, (i - first + random.nextDouble()) / count);
      if (i % 10 == 9) {
        System.out.printf("KillIT: %d of %d done%n", i + 1, stages.size());
      }
    }
    System.out.printf("KillIT: %d processes were killed, seed %d%n", kills, SEED);
    landed.forEach((step, count) -> System.out.printf("  %3d  %s%n", count, step));
    assertThat(kills).isGreaterThanOrEqualTo(stages.size() * 3 / 4);
  }

  private Undisturbed undisturbed(Stage stage) {
    stage.prepare(folder, saved);
    Folders.replace(saved.resolve(stage.name()), folder);
    Map<String, String> before = Landing.of(folder, stage);
    Activity activity = new Activity(folder);
    try (FfProcess process = FfProcess.start(folder, stage.line())) {
      int events = activity.watch(process, n -> false);
      process.end().done();
      return new Undisturbed(events, before, ProjectContent.of(folder));
    }
  }

  /** Kills the command when that part of its events has been seen; then does it again. */
  private void kill(Stage stage, double part) {
    Folders.replace(folder, saved.resolve(stage.name()));
    Undisturbed expected = undisturbed.get(stage);
    int event = 1 + (int) (part * expected.events());
    String where = stage + " killed at event " + event + " of " + expected.events();
    if (killed(stage, event)) {
      String step = Landing.step(expected.before(), Landing.of(folder, stage));
      landed.merge(stage + ": " + step, 1, Integer::sum);
      where += ", " + step;
    }
    if (random.nextInt(4) == 0) {
      where += ", and again";
      killed(stage, 1 + random.nextInt(expected.events()));
    }
    requireDone(stage, FfProcess.run(folder, stage.line()));
    Map<String, List<String>> content = ProjectContent.of(folder);
    for (String place : expected.content().keySet()) {
      assertThat(content.get(place))
          .as("%s after %s, seed %d", place, where, SEED)
          .isEqualTo(expected.content().get(place));
    }
    assertThat(content.keySet()).isEqualTo(expected.content().keySet());
  }

  /** True if the process was killed; false if it was done before. */
  private boolean killed(Stage stage, int event) {
    Activity activity = new Activity(folder);
    try (FfProcess process = FfProcess.start(folder, stage.line())) {
      activity.watch(process, n -> n >= event);
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(10_000)));
      process.kill();
      FfProcess.Result result = process.end();
      if (result.killed()) {
        kills++;
        return true;
      }
      requireDone(stage, result);
      return false;
    }
  }

  private static void requireDone(Stage stage, FfProcess.Result result) {
    assertThat(stage.isDone(result)).as("%s", result).isTrue();
  }
}
