package io.featurefactory.lake;

import io.featurefactory.model.Expr;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a source, in a lake table or in files in place, behind one kind of cursor: a
 * snapshot.
 *
 * <p>A reader keeps the snapshot up to which it has read. For a lake table it is one of the table.
 * For files in place it is one of a small table that lists the files which were seen, so that
 * nothing is read twice and a file that changes afterwards is found out.
 */
public sealed interface SourceInput permits TableInput, FilesInput {

  /**
   * Looks for new rows.
   *
   * @return the newest cursor; 0 while there are no rows
   */
  long newest();

  /**
   * The cursors after one up to and with another, oldest first: the rows between two neighbours
   * landed together. From 0: as far back as is known.
   */
  List<Long> landings(long fromExclusive, long toInclusive);

  /** The files after one cursor, up to and with another; from 0: all files of the second. */
  List<LakeFile> added(long fromExclusive, long toInclusive);

  /** All files up to and with a cursor. */
  default List<LakeFile> files(long cursor) {
    return added(0, cursor);
  }

  /** The events of some of the files. */
  SourceRelation events(List<LakeFile> files, Function<Expr, String> expressions);

  /** The event times of a file as far as they are known. */
  TimeRange eventTimes(LakeFile file);

  /**
   * The least and the greatest event time of a file.
   *
   * @param lower null if unknown
   * @param upper null if unknown
   */
  record TimeRange(@Nullable Instant lower, @Nullable Instant upper) {
    /** Of rows that have no event time, and of no rows. */
    static final TimeRange NONE = new TimeRange(Instant.EPOCH, Instant.EPOCH);

    /** Nothing is known. */
    public static final TimeRange UNKNOWN = new TimeRange(null, null);

    /** False if no event of the file can be in {@code [from, to)}; null stands for no limit. */
    public boolean mayOverlap(@Nullable Instant from, @Nullable Instant to) {
      boolean before = from != null && upper != null && upper.isBefore(from);
      boolean after = to != null && lower != null && !lower.isBefore(to);
      return !before && !after;
    }
  }
}
