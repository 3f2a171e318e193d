package io.featurefactory.lake;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A source in files in place, which are listed in a table of their own. */
final class FilesInput implements SourceInput {
  private static final String NAMESPACE = "sources";

  private final Source source;
  private final Path pattern;
  private final KernelSession session;
  private final LakeTable list;
  private final List<LakeField> columns;

  /** A file as it was when it was seen. */
  private record Seen(long bytes, Instant modifiedAt) {
    String describe() {
      return bytes + " bytes of " + modifiedAt;
    }
  }

  private FilesInput(Source source, Path pattern, KernelSession session, LakeTable list) {
    this.source = source;
    this.pattern = pattern;
    this.session = session;
    this.list = list;
    this.columns = list.columns();
  }

  static FilesInput open(Warehouse warehouse, KernelSession session, Path project, Source source) {
    Source.Files files = (Source.Files) source.location();
    LakeTable list =
        warehouse.createTable(
            new TableSpec(
                new TableId(NAMESPACE, source.name() + "__files"),
                List.of(
                    ColumnSpec.required("path", Primitive.VARCHAR),
                    ColumnSpec.required("bytes", Primitive.BIGINT),
                    ColumnSpec.required("modified_at", Primitive.TIMESTAMP),
                    ColumnSpec.nullable("records", Primitive.BIGINT),
                    ColumnSpec.nullable("lower", Primitive.TIMESTAMP),
                    ColumnSpec.nullable("upper", Primitive.TIMESTAMP))));
    return new FilesInput(
        source, project.toAbsolutePath().normalize().resolve(files.pattern()), session, list);
  }

  @Override
  public long newest() {
    while (true) {
      long known = list.currentSnapshot();
      Map<String, Seen> before = seen(known);
      Map<String, Seen> found = listing();
      before.forEach((path, was) -> check(path, was, found.get(path)));
      List<String> fresh = found.keySet().stream().filter(p -> !before.containsKey(p)).toList();
      if (fresh.isEmpty()) {
        return known;
      }
      Commit commit =
          Commit.append(session.write(rows(fresh, found), list.target(), WriteOptions.defaults()))
              .with(ImportRecords.COUNT, Integer.toString(fresh.size()));
      if (list.commitImport(commit, known) instanceof CommitOutcome.Done done) {
        return done.snapshot();
      }
    }
  }

  @Override
  public List<LakeFile> added(long fromExclusive, long toInclusive) {
    return session.query(
        "SELECT path, bytes, records, lower, upper FROM "
            + list.relation(list.filesAdded(fromExclusive, toInclusive))
            + " ORDER BY path",
        row ->
            new LakeFile(
                String.valueOf(row.string(0)),
                row.value(2) instanceof Long records ? records : -1,
                row.longValue(1),
                List.of(),
                Map.of(
                    columns.get(4).id(),
                    new ColumnStatistics(-1, -1, -1, row.value(3), row.value(4)))));
  }

  @Override
  public SourceRelation events(List<LakeFile> files, Function<Expr, String> expressions) {
    List<String> paths =
        files.isEmpty()
            ? List.of(listing().keySet().iterator().next())
            : files.stream().map(LakeFile::path).toList();
    FilesRelation relation = FilesRelation.of(source, session, paths);
    String from =
        files.isEmpty() ? "(SELECT * FROM " + relation.from() + " LIMIT 0)" : relation.from();
    return SourceRelation.of(source, from, relation.types(), expressions);
  }

  @Override
  public TimeRange eventTimes(LakeFile file) {
    LakeField lower = columns.get(4);
    return new TimeRange((Instant) file.lower(lower), (Instant) file.upper(lower));
  }

  private Map<String, Seen> seen(long snapshot) {
    Map<String, Seen> seen = new LinkedHashMap<>();
    session.forEach(
        "SELECT path, bytes, modified_at FROM " + list.relation(list.files(snapshot)),
        row ->
            seen.put(
                String.valueOf(row.string(0)),
                new Seen(row.longValue(1), Objects.requireNonNull(row.instant(2)))));
    return seen;
  }

  private Map<String, Seen> listing() {
    List<String> paths =
        session.query(
            "SELECT file FROM glob(" + SqlText.text(pattern.toString()) + ") ORDER BY file",
            row -> String.valueOf(row.string(0)));
    if (paths.isEmpty()) {
      throw SourceErrors.noFiles(source, pattern.toString());
    }
    Map<String, Seen> found = new LinkedHashMap<>();
    for (String path : paths) {
      try {
        Instant modified = Files.getLastModifiedTime(Path.of(path)).toInstant();
        found.put(
            path,
            new Seen(Files.size(Path.of(path)), Boundaries.ofMicros(Boundaries.micros(modified))));
      } catch (IOException e) {
        throw SourceErrors.unreadable(source, e);
      }
    }
    return found;
  }

  private void check(String path, Seen was, @Nullable Seen is) {
    if (is == null) {
      throw SourceErrors.fileGone(source, path);
    }
    if (!was.equals(is)) {
      throw SourceErrors.fileChanged(source, path, was.describe(), is.describe());
    }
  }

  private String rows(List<String> fresh, Map<String, Seen> found) {
    List<String> values = new ArrayList<>();
    for (String path : fresh) {
      Seen seen = Objects.requireNonNull(found.get(path));
      values.add(
          "(%s, %d, %s)"
              .formatted(SqlText.text(path), seen.bytes(), SqlText.timestamp(seen.modifiedAt())));
    }
    String listed =
        values.stream()
            .collect(Collectors.joining(",\n", "(VALUES ", ") f(path, bytes, modified_at)"));
    if (InputFormat.of(Path.of(fresh.get(0))) != InputFormat.PARQUET) {
      return "SELECT *, NULL AS records, NULL AS lower, NULL AS upper FROM " + listed;
    }
    return "SELECT f.*, m.records, m.lower, m.upper FROM %s LEFT JOIN (\n%s\n) m ON m.file = f.path"
        .formatted(listed, ranges(fresh));
  }

  /** From the footers; unknown unless every row group tells. */
  private String ranges(List<String> paths) {
    Source.Column time = source.findColumn(source.eventTime());
    String column = time == null || time.expr() != null ? "" : time.path();
    return """
    SELECT file_name AS file,
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
    GROUP BY file_name\
    """
        .formatted(SqlText.text(column), SqlText.list(paths));
  }
}
