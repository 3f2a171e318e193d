package io.featurefactory.lake;

import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
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

  /** Of remote ones the footers are on the disk of this machine for a moment. */
  private static final int FILES_AT_ONCE = 10_000;

  private final Source source;
  private final FilePattern pattern;
  private final Kernel kernel;
  private final LakeTable list;
  private final List<LakeField> columns;

  private FilesInput(Source source, FilePattern pattern, Kernel kernel, LakeTable list) {
    this.source = source;
    this.pattern = pattern;
    this.kernel = kernel;
    this.list = list;
    this.columns = list.columns();
  }

  static FilesInput open(SourceInputs inputs, Source source) {
    LakeTable list =
        inputs
            .warehouse()
            .createTable(
                new TableSpec(
                    listOf(inputs, source),
                    List.of(
                        ColumnSpec.required("path", Primitive.VARCHAR),
                        ColumnSpec.required("bytes", Primitive.BIGINT),
                        ColumnSpec.required("modified_at", Primitive.TIMESTAMP),
                        ColumnSpec.nullable("records", Primitive.BIGINT),
                        ColumnSpec.nullable("lower", Primitive.TIMESTAMP),
                        ColumnSpec.nullable("upper", Primitive.TIMESTAMP))));
    return new FilesInput(source, FilePattern.of(source, inputs.project()), inputs.kernel(), list);
  }

  /** Another pattern is another list: files that it does not match are not missing. */
  static TableId listOf(SourceInputs inputs, Source source) {
    int hash = FilePattern.written(source).hashCode();
    return new TableId(
        NAMESPACE, "%s%s_%08x__files".formatted(inputs.prefix(), source.name(), hash));
  }

  @Override
  public long newest() {
    while (true) {
      long known = list.currentSnapshot();
      Map<String, FilePattern.Seen> before = seen(known);
      Map<String, FilePattern.Seen> found = pattern.find(kernel);
      before.forEach((path, was) -> check(path, was, found.get(path)));
      List<String> fresh = found.keySet().stream().filter(p -> !before.containsKey(p)).toList();
      if (fresh.isEmpty()) {
        return known;
      }
      List<LakeFile> written = new ArrayList<>();
      for (int i = 0; i < fresh.size(); i += FILES_AT_ONCE) {
        List<String> some = fresh.subList(i, Math.min(i + FILES_AT_ONCE, fresh.size()));
        written.addAll(write(some, found));
      }
      Commit commit =
          Commit.append(written).with(ImportRecords.COUNT, Integer.toString(fresh.size()));
      if (list.commitImport(commit, known) instanceof CommitOutcome.Done done) {
        return done.snapshot();
      }
    }
  }

  private List<LakeFile> write(List<String> fresh, Map<String, FilePattern.Seen> found) {
    try (KernelSession session = kernel.session()) {
      String select = new FileFacts(source, session).select(described(fresh, found), fresh);
      return session.write(select, list.target(), WriteOptions.defaults());
    }
  }

  @Override
  public List<Long> landings(long fromExclusive, long toInclusive) {
    return list.snapshotsAfter(fromExclusive, toInclusive);
  }

  @Override
  public List<LakeFile> added(long fromExclusive, long toInclusive) {
    return query(
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

  private <R> List<R> query(String sql, Function<ResultRow, R> mapper) {
    try (KernelSession session = kernel.session()) {
      return session.query(sql, mapper);
    }
  }

  @Override
  public SourceRelation events(List<LakeFile> files, Function<Expr, String> expressions) {
    List<String> paths =
        files.isEmpty()
            ? List.of(pattern.find(kernel).keySet().iterator().next())
            : files.stream().map(LakeFile::path).toList();
    FilesRelation relation;
    try (KernelSession session = kernel.session()) {
      relation = FilesRelation.of(source, session, paths);
    }
    String from = files.isEmpty() ? relation.fromNone(paths) : relation.from();
    return SourceRelation.of(source, from, relation.types(), expressions);
  }

  @Override
  public TimeRange eventTimes(LakeFile file) {
    LakeField lower = columns.get(4);
    if (file.records() == 0) {
      return TimeRange.NONE;
    }
    return new TimeRange((Instant) file.lower(lower), (Instant) file.upper(lower));
  }

  private Map<String, FilePattern.Seen> seen(long snapshot) {
    Map<String, FilePattern.Seen> seen = new LinkedHashMap<>();
    query(
            "SELECT path, bytes, modified_at FROM " + list.relation(list.files(snapshot)),
            row ->
                Map.entry(
                    String.valueOf(row.string(0)),
                    new FilePattern.Seen(row.longValue(1), Objects.requireNonNull(row.instant(2)))))
        .forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
    return seen;
  }

  private void check(String path, FilePattern.Seen was, FilePattern.@Nullable Seen is) {
    if (is == null) {
      throw SourceErrors.fileGone(source, path);
    }
    if (!was.equals(is)) {
      throw SourceErrors.fileChanged(source, path, was.describe(), is.describe());
    }
  }

  private static String described(List<String> fresh, Map<String, FilePattern.Seen> found) {
    return fresh.stream()
        .map(
            path -> {
              FilePattern.Seen seen = Objects.requireNonNull(found.get(path));
              return "(%s, %d, %s)"
                  .formatted(
                      SqlText.text(path), seen.bytes(), SqlText.timestamp(seen.modifiedAt()));
            })
        .collect(Collectors.joining(",\n", "(VALUES ", ") f(path, bytes, modified_at)"));
  }
}
