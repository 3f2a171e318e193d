package io.featurefactory.lake;

import io.featurefactory.model.Expr;
import io.featurefactory.model.Source;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** A source in a lake table. */
record TableInput(Source source, LakeTable table) implements SourceInput {
  @Override
  public long newest() {
    return table.currentSnapshot();
  }

  @Override
  public List<LakeFile> added(long fromExclusive, long toInclusive) {
    return table.filesAdded(fromExclusive, toInclusive);
  }

  @Override
  public SourceRelation events(List<LakeFile> files, Function<Expr, String> expressions) {
    return SourceRelation.of(source, table, table.relation(files), expressions);
  }

  @Override
  public TimeRange eventTimes(LakeFile file) {
    Source.Column declared = source.findColumn(source.eventTime());
    LakeField stored =
        declared == null || declared.expr() != null ? null : table.findColumn(declared.path());
    return stored == null
        ? new TimeRange(null, null)
        : new TimeRange(
            file.lower(stored) instanceof Instant lower ? lower : null,
            file.upper(stored) instanceof Instant upper ? upper : null);
  }
}
