package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeField;
import io.featurefactory.lake.LakeFile;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Measures what a view would cost: rows and sizes in the tables' statistics, keys by counting. */
final class CostMeasure {
  private final Project project;
  private final FeatureView view;
  private final List<Source> sources;
  private long rows;
  private long bytes;
  private @Nullable Long keys;
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
      }
    }
    boolean assumes = sources.stream().anyMatch(s -> s.landedAt() == null);
    return new ViewCost(
        view.id(), tiled ? 0 : rows, tiled ? 0 : bytes, keys, first, last, view.every(), assumes);
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
    Long counted = files.isEmpty() ? null : countKeys(source, table.relation(files));
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

  /** About how many; null where a key is not a plain column of the table. */
  private @Nullable Long countKeys(Source source, String relation) {
    List<String> columns = new ArrayList<>();
    for (FeatureView.Key key : view.keys()) {
      Source.Column column = source.findColumn(key.name());
      if (column == null || column.expr() != null || column.path().indexOf('.') >= 0) {
        return null;
      }
      columns.add(SqlText.name(column.path()));
    }
    String tuple = columns.stream().collect(Collectors.joining(", ", "row(", ")"));
    try (KernelSession session = project.kernel().session()) {
      return session
          .query(
              "SELECT approx_count_distinct(" + tuple + ") FROM " + relation, r -> r.longValue(0))
          .get(0);
    }
  }
}
