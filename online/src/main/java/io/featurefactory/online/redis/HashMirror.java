package io.featurefactory.online.redis;

import io.featurefactory.model.Generation;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowReader;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.ViewHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rows of a view as hashes, too. They follow the packed rows: a run's are written before
 * its progress moves, those of a new generation after it is served. The state in the store says how
 * far they are; where it does not fit, all is written anew. For one thread.
 */
final class HashMirror {
  private static final String ANY = "";

  private final RedisLink link;
  private final RedisKeys keys;
  private final Heads heads;
  private final ViewId view;
  private final HashForm form;
  private final RowReader reader;
  private final RowValues values;
  private final GenerationWalk walk;
  private boolean inStep;

  HashMirror(RedisLink link, RedisKeys keys, ViewId view, HashForm form, RowSchema schema) {
    this.link = link;
    this.keys = keys;
    this.heads = new Heads(link, keys);
    this.view = view;
    this.form = form;
    this.reader = new RowReader(schema);
    this.values = new RowValues(schema);
    this.walk = new GenerationWalk(link, keys, view);
  }

  /**
   * Makes the hashes those of what is served, where they are not and no run is begun. Leaves it to
   * others that write at the same time.
   */
  void follow() {
    ViewHead head = heads.read(0, view).head();
    Generation served = head.current();
    HashState state = look(head);
    if (inStep || served == null || head.begun() != null) {
      return;
    }
    byte[] fence = HeadValue.served(served.number(), 0);
    if (state != null && !state.id().equals(form.id())) {
      new HashRemoval(link, keys, view).remove(state);
    }
    int before = state == null ? 0 : state.generation();
    if (set(fence, ANY, HashState.of(form, before, 0)) && copy(served, head.spare(), fence)) {
      inStep = set(fence, form.id(), HashState.of(form, served.number(), served.published().run()));
    }
  }

  /** Finds out whether the hashes are those of what is served, and leaves them as they are. */
  void look() {
    look(heads.read(0, view).head());
  }

  private @Nullable HashState look(ViewHead head) {
    HashState state = new HashStates(link, keys).find(view);
    inStep = state != null && state.follows(head, form);
    return state;
  }

  /** False if the view was written meanwhile. */
  private boolean copy(Generation served, List<Generation> spares, byte[] fence) {
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    walk.rows(served.number(), rows -> sent.addAll(put(rows, fence)));
    for (Generation spare : spares) {
      walk.rows(
          spare.number(),
          rows -> sent.addAll(remove(walk.missingIn(served.number(), rows), fence)));
    }
    boolean all = true;
    for (CompletableFuture<Long> answer : sent) {
      all &= link.await(answer) == 1;
    }
    return all;
  }

  private List<CompletableFuture<Long>> put(List<GenerationWalk.Row> rows, byte[] fence) {
    HashCommand command = new HashCommand(link, keys, view, form, fence);
    for (GenerationWalk.Row row : rows) {
      if (row.row().deleted()) {
        command.remove(row.key().bytes());
      } else {
        add(command, row.key().bytes(), row.row());
      }
    }
    return command.send();
  }

  private List<CompletableFuture<Long>> remove(List<GenerationWalk.Row> rows, byte[] fence) {
    HashCommand command = new HashCommand(link, keys, view, form, fence);
    rows.forEach(row -> command.remove(row.key().bytes()));
    return command.send();
  }

  private void add(HashCommand command, byte[] key, StoredRow row) {
    reader.read(row, values);
    command.put(key, values);
  }

  /** Sends the rows of a run that is begun; each answer is 1, or 0 if it is no more. */
  List<CompletableFuture<Long>> write(RowBatch batch) {
    if (!inStep) {
      return List.of(); // all are written when the run is finished
    }
    HashCommand command =
        new HashCommand(link, keys, view, form, HeadValue.served(batch.generation(), batch.run()));
    for (RowChange change : batch.changes()) {
      if (change.deletes()) {
        command.remove(change.key());
      } else {
        add(command, change.key(), StoredRow.of(change.run(), change.row(), 0));
      }
    }
    return command.send();
  }

  /** Another session has written rows without their hashes: all are written anew in the end. */
  void fellBehind() {
    inStep = false;
  }

  /** Says that all rows of a run are there, before its progress moves. */
  void finishing(int generation, long run) {
    if (inStep) {
      inStep =
          set(HeadValue.served(generation, run), form.id(), HashState.of(form, generation, run));
    }
  }

  private boolean set(byte[] fence, String id, HashState state) {
    byte[][] touched = {keys.head(0, view), keys.hashState(view), keys.hashStates()};
    return link.await(
            link.run(
                0,
                RedisScript.SET_HASH_STATE,
                touched,
                RedisKeys.bytes(Integer.toString(HeadValue.SERVED)),
                fence,
                RedisKeys.bytes(id),
                state.encode(),
                RedisKeys.bytes(RedisKeys.name(view))))
        == 1;
  }

  /** Whether spares are not needed any more to know what is to be removed. */
  boolean isInStep() {
    return inStep;
  }

  /** Null if this version is not the one that is written as hashes. */
  static @Nullable HashMirror open(
      RedisLink link, RedisKeys keys, ViewId view, HashForm form, RowSchema schema) {
    return new HashStates(link, keys).claim(view, form)
        ? new HashMirror(link, keys, view, form, schema)
        : null;
  }
}
