package io.featurefactory.serving;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.StoredRow;
import io.featurefactory.online.RowFormatException;
import io.featurefactory.online.RowReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a view's rows already, from a store that is a cache or from the memory of this
 * process, to be completed by a store. Immutable.
 *
 * @param store that it comes from
 * @param remembered true if it comes from memory
 * @param behind true if a newer run was answered before
 */
record PartialAnswer(String store, RowAnswer answer, boolean remembered, boolean behind) {

  /** Of the keys that were asked for, those that are still to be asked for. */
  List<byte[]> open(List<byte[]> keys) {
    return answer.unknown().stream().map(keys::get).toList();
  }

  /**
   * The same with what a store has for the keys that were open. Each row is what the key had in the
   * run that the answer states for it.
   *
   * @param reader of the view's rows
   * @param from the store that was asked
   * @param other of the same log
   * @return null if this answer cannot be completed by that one: it has not all of the data, it is
   *     of another generation of the same store, or a row is newer and cannot say so, since one of
   *     both was rolled back
   */
  @Nullable PartialAnswer completedBy(RowReader reader, String from, RowAnswer other) {
    OnlineProgress mine = Objects.requireNonNull(answer.progress());
    OnlineProgress theirs = Objects.requireNonNull(other.progress());
    boolean sameHistory =
        !from.equals(store) || mine.current().number() == theirs.current().number();
    if (!sameHistory || published(theirs).watermark().isBefore(published(mine).watermark())) {
      return null;
    }
    List<@Nullable StoredRow> rows = new ArrayList<>(answer.rows());
    List<Integer> unknown = answer.unknown();
    for (int i = 0; i < unknown.size(); i++) {
      StoredRow row = other.rows().get(i);
      if (!fits(reader, mine, row, theirs)) {
        return null;
      }
      rows.set(unknown.get(i), since(mine.run(), row, theirs.run()));
    }
    return new PartialAnswer(store, new RowAnswer(mine, rows), remembered, behind);
  }

  /**
   * True if an answer of one progress can have a row that was read at another, which has all of its
   * data and perhaps more. A row that changed last within these data is what the key had then. One
   * that changed later has to be of a greater run, which it states itself; so has the absence of a
   * row, if there are more data.
   */
  private static boolean fits(
      RowReader reader, OnlineProgress mine, @Nullable StoredRow row, OnlineProgress theirs) {
    if (row == null) {
      return theirs.run() > mine.run()
          || published(theirs).watermark().equals(published(mine).watermark());
    }
    if (row.isUnknown() || row.run() > mine.run()) {
      return true;
    }
    try {
      return !row.deleted() && !reader.changedAt(row).isAfter(published(mine).watermark());
    } catch (RowFormatException e) {
      return true; // told when it is read
    }
  }

  private static Published published(OnlineProgress progress) {
    return progress.current().published();
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
    return answer.isWhole();
  }
}
