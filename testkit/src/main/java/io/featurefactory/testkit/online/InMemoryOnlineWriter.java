package io.featurefactory.testkit.online;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.ViewId;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes to the store in memory; every call is one change under its lock. */
final class InMemoryOnlineWriter implements OnlineWriter {
  private final Object lock;
  private final Function<ViewId, MemoryView> views;

  InMemoryOnlineWriter(Object lock, Function<ViewId, MemoryView> views) {
    this.lock = lock;
    this.views = views;
  }

  @Override
  public Instant beginRun(ViewId view, int generation, long after, long run, Instant now) {
    if (run <= after) {
      throw new IllegalArgumentException("run: %d (expected: after %d)".formatted(run, after));
    }
    synchronized (lock) {
      MemoryView v = views.apply(view);
      Generation current = current(v, generation);
      fenceIf(current.published().run() != after, "the last run is " + current.published().run());
      OnlineProgress.Begun begun = v.begun;
      fenceIf(begun != null && begun.run() != run, "another run was begun");
      if (begun != null) {
        return begun.started();
      }
      v.begun = new OnlineProgress.Begun(run, now);
      return now;
    }
  }

  @Override
  public void write(RowBatch batch) {
    synchronized (lock) {
      MemoryView v = views.apply(batch.view());
      if (v.building != null && v.building.number() == batch.generation()) {
        refuseIf(batch.changes().stream().anyMatch(c -> c.deletes()), "deletion while building");
        batch.changes().forEach(c -> v.build(batch.generation(), c));
        return;
      }
      current(v, batch.generation());
      fenceIf(v.begun == null || v.begun.run() != batch.run(), "the run was not begun");
      refuseIf(
          batch.changes().stream().anyMatch(c -> c.run() != batch.run()), "row of another run");
      batch.changes().forEach(v::publish);
    }
  }

  @Override
  public Published finishRun(ViewId view, int generation, Published published) {
    synchronized (lock) {
      MemoryView v = views.apply(view);
      Generation current = current(v, generation);
      if (current.published().run() == published.run()) {
        return current.published();
      }
      fenceIf(v.begun == null || v.begun.run() != published.run(), "the run was not begun");
      v.current = new Generation(generation, current.origin(), published);
      v.begun = null;
      v.tombstones.clear();
      return published;
    }
  }

  @Override
  public int beginGeneration(ViewId view, String origin) {
    synchronized (lock) {
      MemoryView v = views.apply(view);
      if (v.building != null) {
        v.rows.remove(v.building.number());
      }
      v.lastGeneration++;
      v.building = new MemoryView.Building(v.lastGeneration, origin, v.current, v.begun);
      return v.lastGeneration;
    }
  }

  @Override
  public void switchGeneration(ViewId view, int generation, Published published) {
    synchronized (lock) {
      MemoryView v = views.apply(view);
      MemoryView.Building building = v.building;
      if (building != null && building.number() == generation) {
        fenceIf(!Objects.equals(building.replaces(), v.current), "another run was finished");
        fenceIf(!Objects.equals(building.begun(), v.begun), "another run was begun");
        v.building = null;
        serve(v, new Generation(generation, building.origin(), published));
      } else {
        Generation spare = spare(v, generation);
        fenceIf(spare == null || !spare.isComplete(), "the generation is no more, or incomplete");
        fenceIf(published.run() <= runOf(v.current), "the run is not newer");
        v.spare.remove(spare);
        serve(v, new Generation(generation, Objects.requireNonNull(spare).origin(), published));
      }
    }
  }

  @Override
  public void dropGeneration(ViewId view, int generation) {
    synchronized (lock) {
      MemoryView v = views.apply(view);
      if (v.spare.removeIf(g -> g.number() == generation)) {
        v.rows.remove(generation);
      }
    }
  }

  @Override
  public void drop(ViewId view) {
    synchronized (lock) {
      views.apply(view).drop();
    }
  }

  @Override
  public void close() {}

  private static void serve(MemoryView v, Generation next) {
    if (v.current != null) {
      v.spare.add(0, v.begun == null ? v.current : v.current.incomplete());
    }
    v.current = next;
    v.begun = null;
    v.tombstones.clear();
  }

  private static Generation current(MemoryView v, int generation) {
    Generation current = v.current;
    if (current == null || current.number() != generation) {
      throw new FencedException("generation " + generation + " is not the current one");
    }
    return current;
  }

  private static @Nullable Generation spare(MemoryView v, int number) {
    return v.spare.stream().filter(g -> g.number() == number).findFirst().orElse(null);
  }

  private static long runOf(@Nullable Generation generation) {
    return generation == null ? 0 : generation.published().run();
  }

  private static void refuseIf(boolean wrong, String message) {
    if (wrong) {
      throw new IllegalArgumentException(message);
    }
  }

  private static void fenceIf(boolean older, String message) {
    if (older) {
      throw new FencedException(message);
    }
  }
}
