package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeField;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SourceInput;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Measures what a view would cost: rows and sizes in the tables' statistics, keys by counting. */
final class CostMeasure {
  /** Up to here keys are counted; above, an estimate that may be off by a sixth has to do. */
  private static final long MOST_COUNTED = 5_000_000;

  private final Project project;
  private final FeatureView view;
  private final List<Source> sources;
  private long rows;
  private long bytes;
  private @Nullable Long keys;
  private boolean keysCounted = true;
  private @Nullable Instant first;
  private @Nullable Instant last;

  CostMeasure(Project project, FeatureView view, List<Source> sources) {
    this.project = project;
    this.view = view;
    this.sources = sources;
  }

  /**
   * Measures.
   *
   * @param tiled true if the tiles are there already
   */
  ViewCost cost(boolean tiled) {
    for (Source source : sources) {
      if (source.location() instanceof Source.LakeTable location) {
        LakeTable table = project.warehouse().findTable(TableId.lake(location.table()));
        if (table != null) {
          measure(source, table);
        }
      } else {
        measureInPlace(source);
      }
    }
    boolean query = view.computation() instanceof Computation.Query;
    boolean assumes = query || sources.stream().anyMatch(s -> s.landedAt() == null);
    return new ViewCost(
        view.id(),
        tiled ? 0 : rows,
        tiled ? 0 : bytes,
        keys,
        keys != null && keysCounted && sources.size() == 1,
        first,
        last,
        view.every(),
        assumes,
        query);
  }

  private void measure(Source source, LakeTable table) {
    List<LakeFile> files = table.files(table.currentSnapshot());
    for (LakeFile file : files) {
      rows += file.records();
      bytes += file.bytes();
    }
    Source.Column time = source.findColumn(source.eventTime());
    LakeField field = time == null || time.expr() != null ? null : table.findColumn(time.path());
    if (field != null) {
      files.forEach(file -> span(file.lower(field), file.upper(field)));
    }
    if (!files.isEmpty()) {
      long records = LakeFile.records(files);
      keys(countKeys(source, table.relation(files), records, Source.Column::path));
    }
  }

  /** Lists the files as if for the first time, so that the list of the project stays as it is. */
  private void measureInPlace(Source source) {
    SourceInputs inputs = project.inputs().afresh("preview_" + ProcessHandle.current().pid() + "_");
    try {
      SourceInput input = inputs.open(source);
      List<LakeFile> files = input.files(input.newest());
      for (LakeFile file : files) {
        rows += Math.max(0, file.records());
        bytes += file.bytes();
        SourceInput.TimeRange times = input.eventTimes(file);
        span(times.lower(), times.upper());
      }
      String stored = input.events(files, computed -> "NULL").stored();
      boolean known = files.stream().allMatch(file -> file.records() >= 0);
      long records = known ? LakeFile.records(files) : Long.MAX_VALUE;
      keys(countKeys(source, "(" + stored + ")", records, Source.Column::name));
    } finally {
      project.warehouse().dropTable(inputs.listOf(source));
    }
  }

  private void keys(@Nullable Long counted) {
    Long before = keys;
    if (counted != null && (before == null || before < counted)) {
      keys = counted;
    }
  }

  private void span(@Nullable Object lower, @Nullable Object upper) {
    if (lower instanceof Instant from && (first == null || from.isBefore(first))) {
      first = from;
    }
    if (upper instanceof Instant to && (last == null || to.isAfter(last))) {
      last = to;
    }
  }

  /** Without those that have a NULL; null where a key is not a plain column of the table. */
  private @Nullable Long countKeys(
      Source source, String relation, long records, Function<Source.Column, String> stored) {
    List<String> columns = new ArrayList<>();
    for (FeatureView.Key key : view.keys()) {
      Source.Column column = source.findColumn(key.name());
      if (column == null || column.expr() != null || column.path().indexOf('.') >= 0) {
        return null;
      }
      columns.add(SqlText.name(stored.apply(column)));
    }
    String list = String.join(", ", columns);
    String given =
        columns.stream().map(c -> c + " IS NOT NULL").collect(Collectors.joining(" AND "));
    boolean counted = records <= MOST_COUNTED;
    keysCounted &= counted;
    String sql =
        counted
            ? "SELECT count(*) FROM (SELECT DISTINCT %s FROM %s WHERE %s)"
                .formatted(list, relation, given)
            : "SELECT approx_count_distinct(row(%s)) FROM %s WHERE %s"
                .formatted(list, relation, given);
    try (KernelSession session = project.kernel().session()) {
      return session.query(sql, r -> r.longValue(0)).get(0);
    }
  }
}
