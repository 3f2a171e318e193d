package io.featurefactory.online;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineProgress.Begun;
import io.featurefactory.model.Published;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a store knows of a view beside its rows, and how that may change: every change states what
 * it builds on, and is fenced if that is no more.
 *
 * @param lastGeneration the number of the last generation that was begun; 0 for none
 * @param moves how often what is served, or the run that is open, has changed
 * @param current null if nothing is served
 * @param begun the run that is open; null for none
 * @param spare generations that were served before, newest first
 * @param building the generation that is being built; null for none
 */
public record ViewHead(
    int lastGeneration,
    long moves,
    @Nullable Generation current,
    @Nullable Begun begun,
    List<Generation> spare,
    @Nullable Building building) {

  /** Of a view that the store never saw. */
  public static final ViewHead NONE = new ViewHead(0, 0, null, null, List.of(), null);

  public ViewHead {
    spare = List.copyOf(spare);
  }

  /** A generation that is being built upon what was served after so many moves. */
  public record Building(int number, String origin, long moves) {}

  /** What it says of the view; null if nothing is served. */
  public @Nullable OnlineProgress progress() {
    return current == null ? null : new OnlineProgress(current, begun, spare);
  }

  /** See {@link io.featurefactory.model.OnlineWriter#beginRun}. */
  public ViewHead beginRun(int generation, long after, long run, Instant now) {
    if (run <= after) {
      throw new IllegalArgumentException("run: %d (expected: after %d)".formatted(run, after));
    }
    Generation served = requireCurrent(generation);
    if (served.published().run() != after) {
      throw fenced("run %d to come after run %d, the store has run %d", run, after, served);
    }
    if (begun == null) {
      Begun next = new Begun(run, now);
      return new ViewHead(lastGeneration, moves + 1, served, next, spare, building);
    }
    if (begun.run() != run) {
      throw new FencedException(
          "run %d to begin, run %d is open since %s".formatted(run, begun.run(), begun.started()));
    }
    return this;
  }

  /** Fences a batch of a run that is not open in the generation that is served. */
  public void requireBegun(int generation, long run) {
    Generation served = requireCurrent(generation);
    if (begun == null || begun.run() != run) {
      throw fenced(
          "rows of run %d, the open run is %s, the store has run %d",
          run, begun == null ? "none" : begun.run(), served);
    }
  }

  /** True if that generation is served, and the run is open in it. */
  public boolean isOpen(int generation, long run) {
    return current != null && current.number() == generation && begun != null && begun.run() == run;
  }

  /** True if the run is finished already. */
  public boolean hasFinished(int generation, long run) {
    return requireCurrent(generation).published().run() == run;
  }

  /** See {@link io.featurefactory.model.OnlineWriter#finishRun}; for a run that is begun. */
  public ViewHead finishRun(int generation, Published published) {
    requireBegun(generation, published.run());
    Generation next = new Generation(generation, requireCurrent(generation).origin(), published);
    return new ViewHead(lastGeneration, moves + 1, next, null, spare, building);
  }

  /** True if that generation is served and has the run, or one after it. */
  public boolean isAtLeast(int generation, long run) {
    return current != null && current.number() == generation && current.published().run() >= run;
  }

  /** True if a part of a store came back as it was before the rollback that is served. */
  public boolean lacksRollback(Generation served) {
    return begun == null && current != null && current.isBeforeRollback(served);
  }

  /** True if a part of a store serves the generation that is served, or cannot. */
  public boolean follows(@Nullable Generation served) {
    if (served == null) {
      return current == null;
    }
    if (current != null && current.number() == served.number()) {
      return !lacksRollback(served);
    }
    return !(isBuilding(served.number()) || isSpare(served.number()));
  }

  /** The head of a part that serves what is served, whatever has happened meanwhile. */
  public ViewHead follow(@Nullable Generation served) {
    if (follows(served)) {
      return this;
    }
    if (served == null) {
      return drop();
    }
    if (lacksRollback(served)) {
      return new ViewHead(lastGeneration, moves + 1, served, null, spare, building);
    }
    List<Generation> replaced = new ArrayList<>(spare);
    replaced.removeIf(g -> g.number() == served.number());
    return serve(served, replaced, isBuilding(served.number()) ? null : building);
  }

  /** True if that generation is being built. */
  public boolean isBuilding(int generation) {
    return building != null && building.number() == generation;
  }

  /** See {@link io.featurefactory.model.OnlineWriter#beginGeneration}. */
  public ViewHead beginGeneration(String origin) {
    return beginGeneration(Math.addExact(lastGeneration, 1), origin);
  }

  /** The same with a number that is given: the part of a store follows its first part. */
  public ViewHead beginGeneration(int number, String origin) {
    Building next = new Building(number, origin, moves);
    return new ViewHead(next.number(), moves, current, begun, spare, next);
  }

  /** See {@link io.featurefactory.model.OnlineWriter#switchGeneration}. */
  public ViewHead switchGeneration(int generation, Published published) {
    List<Generation> replaced = new ArrayList<>(spare);
    if (building != null && building.number() == generation) {
      if (building.moves() != moves) {
        throw new FencedException(
            "generation %d to be served, what it was to replace has changed".formatted(generation));
      }
      Generation next = new Generation(generation, building.origin(), published);
      return serve(next, replaced, null);
    }
    Generation back = requireSpare(generation, published);
    replaced.remove(back);
    return serve(new Generation(generation, back.origin(), published), replaced, building);
  }

  private ViewHead serve(
      Generation next, List<Generation> replaced, @Nullable Building stillBuilding) {
    if (current != null) {
      replaced.add(0, begun == null ? current : current.incomplete());
    }
    return new ViewHead(lastGeneration, moves + 1, next, null, replaced, stillBuilding);
  }

  /** True if that generation was served before. */
  public boolean isSpare(int generation) {
    return spare.stream().anyMatch(g -> g.number() == generation);
  }

  /** True if what it served, or serves still, is the same complete generation. */
  public boolean hasWhole(Generation other) {
    Generation had =
        current != null && current.number() == other.number()
            ? current
            : spare.stream().filter(g -> g.number() == other.number()).findFirst().orElse(null);
    boolean open = had != null && had.equals(current) && begun != null;
    return had != null && !open && had.published().run() == other.published().run();
  }

  /** The same, with a spare that is incomplete. */
  public ViewHead withIncomplete(int generation) {
    List<Generation> all =
        spare.stream().map(g -> g.number() == generation ? g.incomplete() : g).toList();
    return new ViewHead(lastGeneration, moves, current, begun, all, building);
  }

  /** Without that spare. */
  public ViewHead dropGeneration(int generation) {
    List<Generation> rest = spare.stream().filter(g -> g.number() != generation).toList();
    return new ViewHead(lastGeneration, moves, current, begun, rest, building);
  }

  /** Nothing is served; the numbers go on, so that writers of before stay fenced. */
  public ViewHead drop() {
    return new ViewHead(lastGeneration, moves + 1, null, null, List.of(), null);
  }

  private Generation requireCurrent(int generation) {
    if (current == null) {
      throw new FencedException(
          "generation %d to be written, the store has none".formatted(generation));
    }
    if (current.number() != generation) {
      throw new FencedException(
          "generation %d to be written, generation %d is served"
              .formatted(generation, current.number()));
    }
    return current;
  }

  private Generation requireSpare(int generation, Published published) {
    Generation back = spare.stream().filter(g -> g.number() == generation).findFirst().orElse(null);
    if (back == null) {
      throw new FencedException(
          "generation %d to be served, the store has none such".formatted(generation));
    }
    if (!back.isComplete()) {
      throw new FencedException(
          "generation %d to be served, a run was open when it was replaced".formatted(generation));
    }
    if (current != null && published.run() <= current.published().run()) {
      throw fenced(
          "generation %d to be served as run %d, the store has run %d",
          generation, published.run(), current);
    }
    return back;
  }

  private static FencedException fenced(
      String format, Object first, Object second, Generation served) {
    return new FencedException(format.formatted(first, second, served.published().run()));
  }
}
