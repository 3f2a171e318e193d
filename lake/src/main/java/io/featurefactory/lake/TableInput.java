package io.featurefactory.lake;

import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A source in a lake table.
 *
 * @param table null while nothing was imported: no rows
 */
record TableInput(Source source, @Nullable LakeTable table) implements SourceInput {
  @Override
  public long newest() {
    return table == null ? 0 : table.currentSnapshot();
  }

  @Override
  public List<Long> landings(long fromExclusive, long toInclusive) {
    return table == null
        ? none(fromExclusive, toInclusive)
        : table.snapshotsAfter(fromExclusive, toInclusive);
  }

  @Override
  public List<LakeFile> added(long fromExclusive, long toInclusive) {
    return table == null
        ? none(fromExclusive, toInclusive)
        : table.filesAdded(fromExclusive, toInclusive);
  }

  /** Nothing was read, so nothing is missing. */
  private <T> List<T> none(long from, long to) {
    if (from != 0 || to != 0) {
      throw LakeErrors.tableGone(TableId.lake(((Source.LakeTable) source.location()).table()));
    }
    return List.of();
  }

  @Override
  public SourceRelation events(List<LakeFile> files, Function<Expr, String> expressions) {
    if (table == null) {
      throw new IllegalStateException("no table of source " + source.name());
    }
    return SourceRelation.of(source, table, table.relation(files), expressions);
  }

  @Override
  public TimeRange eventTimes(LakeFile file) {
    Source.Column declared = source.findColumn(source.eventTime());
    LakeField stored =
        table == null || declared == null || declared.expr() != null
            ? null
            : table.findColumn(declared.path());
    if (table == null || stored == null) {
      return TimeRange.UNKNOWN;
    }
    if (table.partitioning() instanceof Partitioning.Day day
        && day.column().equals(stored.name())) {
      return file.partition().get(0) instanceof Instant start
          ? new TimeRange(start, start.plus(Duration.ofDays(1)).minusNanos(1_000))
          : TimeRange.NONE;
    }
    return new TimeRange(
        file.lower(stored) instanceof Instant lower ? lower : null,
        file.upper(stored) instanceof Instant upper ? upper : null);
  }
}
