package io.featurefactory.model;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A session that writes to an {@link OnlineStore}.
 *
 * <p><b>Fencing.</b> A writer may have lost its lease long ago without knowing. So every call
 * states what it builds on, and the store compares, atomically with the change itself: a call that
 * does not fit throws {@link FencedException} and has changed nothing. Nothing older ever takes the
 * place of anything newer.
 *
 * <p><b>A run is published</b> by {@link #beginRun}, any number of {@link #write}, {@link
 * #finishRun}. Rows are visible as soon as they are written; the progress moves with the last call.
 * After a failure or a crash anywhere the same calls are made again, with the same rows, and end in
 * the same state.
 *
 * <p><b>A view is rebuilt</b> by {@link #beginGeneration}, {@link #write} to that generation,
 * {@link #switchGeneration}. Nothing of it is visible before the switch, everything after; no
 * answer ever mixes both. This is also how a view is published for the first time.
 *
 * <p><b>Several sessions</b>, in any number of processes, may write the rows of a run or a
 * generation, each key by one of them. One begins it and gives each of the others a {@link
 * #ticket}; they {@link #join}, write, and give back a {@link #receipt}; it {@link #accept}s these
 * and ends what it began. Of a session that failed or died no receipt is accepted; another one
 * writes the same rows again.
 *
 * <p><b>Durability.</b> When a call returns, its effect survives a crash of process and machine as
 * far as the store promises it at all. When a call throws a {@link FactoryException}, its effect is
 * unknown: all of it or, row by row, a part; making it again is always right.
 *
 * <p>Safe for use by several threads, as long as each view is written by one at a time.
 */
public interface OnlineWriter extends AutoCloseable {

  /**
   * Opens a run of a view's current generation for writing; from then on batches of any other run
   * are refused.
   *
   * @param generation the view's current one
   * @param after the run that the store must have finished last
   * @param run greater than {@code after}
   * @param now when its publishing starts
   * @return when its publishing started: {@code now}, or what was given when this run was begun
   *     first
   * @throws FencedException if the generation is another, {@code after} is not the last run, or
   *     another run was begun and not finished
   */
  Instant beginRun(ViewId view, int generation, long after, long run, Instant now);

  /**
   * Writes rows and deletions, a few megabytes at most. A deletion of a key that is not there is
   * fine.
   *
   * @param batch of the current generation: all of the run that was begun; or of the generation
   *     that is being built: rows only, each key once, their runs not after the batch's
   * @throws FencedException if the batch is of another generation or run
   */
  void write(RowBatch batch);

  /**
   * As {@link #write}, but does not wait where the store need not: the next batch can be made
   * meanwhile. Batches that are under way at once have no key in common.
   *
   * @return done when {@link #write} would have returned; fails with what it would have thrown
   */
  default CompletableFuture<@Nullable Void> writeAsync(RowBatch batch) {
    write(batch);
    return CompletableFuture.completedFuture(null);
  }

  /** Lets other sessions write to a run or a generation that this one has begun. */
  default WriteTicket ticket(ViewId view, int generation, long run) {
    return new WriteTicket(view, generation, run, "");
  }

  /**
   * Lets this session write to what another one has begun; before anything else in this session.
   *
   * @throws FencedException if it is ended, or the store has lost it
   */
  default void join(WriteTicket ticket) {}

  /** What this session has written since it joined; when all writes have returned. */
  default WriteReceipt receipt(WriteTicket ticket) {
    return new WriteReceipt(ticket.view(), ticket.generation(), ticket.run(), "");
  }

  /** Takes what another session has written as its own: it ends only if the store still has it. */
  default void accept(WriteReceipt receipt) {}

  /**
   * Moves the progress to the run that was begun, after all of its rows. Its tombstones may be
   * forgotten from now on. If this run is finished already, nothing happens.
   *
   * @param published its run is the one that was begun
   * @return what the store has for the run: {@code published}, or what was given when it was
   *     finished first
   * @throws FencedException if another run or none was begun, or the generation is another
   */
  Published finishRun(ViewId view, int generation, Published published);

  /**
   * Starts to build a generation of rows beside the one that is served. One that was being built
   * before is abandoned: its rows are removed, its writer is fenced.
   *
   * @param origin what its rows are made from, see {@link Generation}
   * @return its number: 1 for the first of a view, then always one more, also after {@link #drop}
   */
  int beginGeneration(ViewId view, String origin);

  /**
   * Makes a generation the one that is served, atomically; the one before becomes a spare, which is
   * incomplete if a run was open in it.
   *
   * @param generation the one that is being built; or a spare, to which the view goes back: then
   *     {@code published} has a greater run than the current one
   * @throws FencedException if a run was begun or finished or a generation switched since the given
   *     one was begun, if another was begun since, or if a spare is no more or incomplete
   */
  void switchGeneration(ViewId view, int generation, Published published);

  /** Removes the rows of a spare generation; nothing happens if it is no spare. */
  void dropGeneration(ViewId view, int generation);

  /** Removes all rows and the progress of a view; nothing happens if there are none. */
  void drop(ViewId view);

  /** Ends the session. */
  @Override
  void close();
}
