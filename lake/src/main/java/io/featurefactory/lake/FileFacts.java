package io.featurefactory.lake;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.nio.file.Path;
import java.util.List;

/**
 * SQL that finds how many rows files in place have, and from when to when: of Parquet from the
 * footers, of other formats by reading them once.
 */
final class FileFacts {
  private final Source source;
  private final KernelSession session;

  FileFacts(Source source, KernelSession session) {
    this.source = source;
    this.session = session;
  }

  /**
   * A SELECT of a relation with the column {@code path}, with {@code records}, {@code lower} and
   * {@code upper} added; NULL what is not known.
   *
   * @param described relation named {@code f}
   * @param files their paths, at least one
   */
  String select(String described, List<String> files) {
    String facts =
        InputFormat.of(Path.of(files.get(0))) == InputFormat.PARQUET ? footers(files) : read(files);
    return "SELECT f.*, m.records, m.lower, m.upper FROM %s LEFT JOIN (\n%s\n) m ON m.file = f.path"
        .formatted(described, facts);
  }

  /** Top-level column of the event time; empty where there is none. */
  private String timeColumn() {
    Source.Column time = source.findColumn(source.eventTime());
    return time == null || time.expr() != null ? "" : time.path();
  }

  /** Values that do not convert are told when the events are computed. */
  private String read(List<String> paths) {
    FilesRelation relation = FilesRelation.of(source, session, paths);
    FileType type = relation.types().get(timeColumn());
    String time =
        type == null || Conversion.guesses(type, Primitive.TIMESTAMP)
            ? "NULL::TIMESTAMP"
            : "TRY(" + Conversion.sql(SqlText.name(timeColumn()), type, Primitive.TIMESTAMP) + ")";
    return """
    SELECT %1$s AS file, count(*) AS records, min(t) AS lower, max(t) AS upper
    FROM (SELECT %1$s, CASE WHEN isfinite(%2$s) THEN %2$s END AS t FROM %3$s)
    GROUP BY ALL\
    """
        .formatted(FilesRelation.FILE, time, relation.fromWithFile());
  }

  /** From the footers; unknown unless every row group tells. */
  private String footers(List<String> paths) {
    String column = timeColumn();
    List<String> local = session.local(RowRange.footers(paths));
    return """
    SELECT l.path AS file,
      sum(row_group_num_rows) AS records,
      CASE WHEN bool_and(low IS NOT NULL) THEN min(low) END AS lower,
      CASE WHEN bool_and(high IS NOT NULL) THEN max(high) END AS upper
    FROM (
      SELECT file_name, row_group_id, any_value(row_group_num_rows) AS row_group_num_rows,
        max(make_timestamp(epoch_us(TRY_CAST(stats_min_value AS TIMESTAMPTZ))))
          FILTER (WHERE path_in_schema = %1$s) AS low,
        max(make_timestamp(epoch_us(TRY_CAST(stats_max_value AS TIMESTAMPTZ))))
          FILTER (WHERE path_in_schema = %1$s) AS high
      FROM parquet_metadata(%2$s)
      GROUP BY file_name, row_group_id)
    JOIN (SELECT unnest(%2$s) AS file_name, unnest(%3$s) AS path) l USING (file_name)
    GROUP BY l.path\
    """
        .formatted(SqlText.text(column), SqlText.list(local), SqlText.list(paths));
  }
}
