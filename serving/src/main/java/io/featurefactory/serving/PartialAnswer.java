package io.featurefactory.serving;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a view's rows already, from a store that is a cache or from the cache of this
 * process, to be completed by a store. Immutable.
 *
 * @param behind true if a newer run was answered before
 */
record PartialAnswer(String store, RowAnswer answer, boolean behind) {

  /** Of the keys that were asked for, those that are still to be asked for. */
  List<byte[]> open(List<byte[]> keys) {
    return answer.unknown().stream().map(keys::get).toList();
  }

  /**
   * The same with what another store has for the keys that were open.
   *
   * <p>Each row reflects the run that the answer states for it. A row that changed last in a run
   * that this answer has is what the key had then, too. One that is newer says so itself; where the
   * key has none by then, a tombstone does.
   *
   * @param other of the same log
   * @return null if the other store has not all runs that this one has
   */
  @Nullable PartialAnswer completedBy(RowAnswer other) {
    long run = Objects.requireNonNull(answer.progress()).run();
    OnlineProgress progress = Objects.requireNonNull(other.progress());
    if (progress.run() < run) {
      return null;
    }
    List<@Nullable StoredRow> rows = new ArrayList<>(answer.rows());
    List<Integer> unknown = answer.unknown();
    for (int i = 0; i < unknown.size(); i++) {
      rows.set(unknown.get(i), since(run, other.rows().get(i), progress.run()));
    }
    return new PartialAnswer(store, new RowAnswer(answer.progress(), rows), behind);
  }

  /**
   * A row of a later answer, in an answer of a run.
   *
   * @param row null if the key had none
   * @param later the run of the later answer
   */
  static @Nullable StoredRow since(long run, @Nullable StoredRow row, long later) {
    return row == null && later > run ? StoredRow.tombstone(later) : row;
  }

  boolean isWhole() {
    return answer.unknown().isEmpty();
  }
}
