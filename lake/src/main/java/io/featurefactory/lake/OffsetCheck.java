package io.featurefactory.lake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Refuses offsets that do not follow those that the table has, partition by partition, at every
 * attempt of a commit: so none of them enters twice, and none is left out.
 */
final class OffsetCheck implements CommitCheck {
  private final BaseTable table;
  private final List<StreamRange> ranges;
  private final Rule rule;
  private @Nullable CommitOutcome refusal;

  /** Where offsets may begin. */
  enum Rule {
    /** Exactly where the table stands. */
    NEXT,
    /** There, or later: of what is between them the table needs nothing. */
    LATER
  }

  OffsetCheck(BaseTable table, List<StreamRange> ranges, Rule rule) {
    this.table = table;
    this.ranges = List.copyOf(ranges);
    this.rule = rule;
  }

  @Override
  public boolean validate(Iterable<Snapshot> ancestors) {
    refusal = null;
    Map<StreamPartition, StreamRange> open = new HashMap<>();
    ranges.forEach(range -> open.put(range.partition(), range));
    for (Snapshot ancestor : ancestors) {
      if (open.isEmpty()) {
        return true;
      }
      for (StreamRange there : StreamOffsets.added(ancestor)) {
        StreamRange range = open.remove(there.partition());
        if (range != null && !follows(range, there.to())) {
          refusal = new CommitOutcome.AlreadyDone(ancestor.snapshotId());
          return false;
        }
      }
    }
    StreamOffsets.remembered(table.operations().current())
        .forEach(
            (partition, to) -> {
              StreamRange range = open.get(partition);
              if (range != null && !follows(range, to)) {
                refusal = new CommitOutcome.AlreadyDone(0);
              }
            });
    return refusal == null;
  }

  private boolean follows(StreamRange range, long position) {
    return rule == Rule.NEXT ? range.from() == position : range.from() >= position;
  }

  @Override
  public String errorMessage() {
    return "refused: the offsets do not follow those of the table";
  }

  @Override
  public @Nullable CommitOutcome refusal() {
    return refusal;
  }
}
