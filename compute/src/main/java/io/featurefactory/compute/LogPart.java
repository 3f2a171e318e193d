package io.featurefactory.compute;

import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import java.util.List;

/**
 * A part of a view's log: all rows of the keys with hashes in a range.
 *
 * @param least hash of a key, by {@link KeySql#hash}
 * @param greatest likewise, inclusive
 * @param rows relation for the kernel's FROM, with the columns of the log
 */
public record LogPart(long least, long greatest, String rows) {
  /** Rows that one task takes: so many fit into a gigabyte. */
  public static final long ROWS_OF_A_TASK = Bucket.ROWS_OF_A_TASK;

  /** As many parts as it takes so that each has about so many rows or fewer. */
  public static List<LogPart> ofAbout(long rowsOfEach, LakeTable log, List<LakeFile> files) {
    return Bucket.ofAbout(rowsOfEach, LakeFile.records(files)).stream()
        .map(bucket -> new LogPart(bucket.low(), bucket.high(), bucket.rows(log, files)))
        .toList();
  }
}
