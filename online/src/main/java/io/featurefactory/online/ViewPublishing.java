package io.featurefactory.online;

import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.Published;
import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The two ways in which rows of a view come into a store: those of one run, after the run before;
 * and the whole state, beside what is served. Both may be cut off anywhere and made again: the
 * store ends up the same. Memory is bounded by a few batches. For one thread.
 */
public final class ViewPublishing {
  private final OnlineWriter writer;
  private final ViewId view;
  private final PublishSettings settings;
  private final Clock clock;
  private final Runnable beforeEach;

  /**
   * Publishing to one store.
   *
   * @param beforeEach called before each change of the store; what it throws ends the publishing
   */
  public ViewPublishing(
      OnlineWriter writer,
      ViewId view,
      PublishSettings settings,
      Clock clock,
      Runnable beforeEach) {
    this.writer = writer;
    this.view = view;
    this.settings = settings;
    this.clock = clock;
    this.beforeEach = beforeEach;
  }

  /** Writes the rows of a publish. */
  public interface Rows {
    /**
     * Writes them all, each key once.
     *
     * @param generation the one that is served, of which a run was begun; or one that is being
     *     built, then without deletions
     */
    Written write(int generation, long run);
  }

  /** How much was written. */
  public record Written(long rows, long deletions) {}

  /**
   * What was published.
   *
   * @param published as the store has it
   * @param rows that were written
   * @param deletions of keys that became empty
   */
  public record Done(Published published, long rows, long deletions) {}

  /**
   * Adds a run to the generation that is served.
   *
   * @param after the run that the store must have finished last
   * @param boundary of the run
   * @param rows writes the changes of the run
   * @return with the start of the first attempt to publish the run
   * @throws io.featurefactory.model.FencedException if the store is no more where that fits
   */
  public Done addRun(int generation, long after, long run, Instant boundary, Rows rows) {
    beforeEach.run();
    Instant started = writer.beginRun(view, generation, after, run, clock.instant());
    Written written = rows.write(generation, run);
    beforeEach.run();
    Published done =
        writer.finishRun(view, generation, new Published(run, boundary, started, clock.instant()));
    return new Done(done, written.rows(), written.deletions());
  }

  /**
   * Writes a state and switches to it: nothing of it is visible before, everything after.
   *
   * @param origin of the generation
   * @param run of the state
   * @param published what the store is to have, given the time right before the switch
   * @param rows writes the rows of the state
   * @throws io.featurefactory.model.FencedException if the store has changed meanwhile
   */
  public Done replace(String origin, long run, Function<Instant, Published> published, Rows rows) {
    beforeEach.run();
    int generation = writer.beginGeneration(view, origin);
    Written written = rows.write(generation, run);
    Published next = published.apply(clock.instant());
    beforeEach.run();
    writer.switchGeneration(view, generation, next);
    return new Done(next, written.rows(), written.deletions());
  }

  /**
   * Rows that this session writes.
   *
   * @param rows adds them, each key once
   */
  public Rows here(Consumer<ChangeBatches> rows) {
    return (generation, run) -> {
      ChangeBatches batches =
          new ChangeBatches(writer, view, generation, run, settings, beforeEach);
      rows.accept(batches);
      batches.end();
      return new Written(batches.rows(), batches.deletions());
    };
  }
}
