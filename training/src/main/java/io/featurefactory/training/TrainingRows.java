package io.featurefactory.training;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import java.nio.file.Path;
import java.util.List;

/**
 * The rows of a training set, in files that tasks have made.
 *
 * @param files each with rows in their order, and the column {@link #NUMBER}
 */
public record TrainingRows(List<String> files, TrainingReport report) {
  /** The column with the number of a row, from 0. */
  public static final String NUMBER = SpineValues.ROW;

  public TrainingRows {
    files = List.copyOf(files);
  }

  /** Writes them in their order to a file of this machine, without their numbers. */
  void write(KernelSession session, Path file, String format) {
    session.execute(
        "COPY (\nSELECT * EXCLUDE (%1$s) FROM %2$s ORDER BY %1$s\n) TO %3$s (%4$s)"
            .formatted(NUMBER, relation(), SqlText.text(file.toString()), format));
  }

  /** A relation for FROM, without rows too. */
  String relation() {
    if (!files.isEmpty()) {
      return SqlText.readParquet(files);
    }
    StringBuilder nothing = new StringBuilder("(SELECT NULL::BIGINT AS " + NUMBER);
    for (Spine.Column column : report.columns()) {
      nothing.append(", ").append(column.nothing());
    }
    return nothing.append(" WHERE false)").toString();
  }
}
