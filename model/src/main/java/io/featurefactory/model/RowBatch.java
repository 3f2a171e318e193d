package io.featurefactory.model;

import java.util.List;

/**
 * Changes of one view that are written together; see {@link OnlineWriter#write}.
 *
 * @param generation to which the rows belong
 * @param run that is being published
 * @param changes each key at most once
 */
public record RowBatch(ViewId view, int generation, long run, List<RowChange> changes) {
  public RowBatch {
    changes = List.copyOf(changes);
    for (RowChange change : changes) {
      if (change.run() > run) {
        throw new IllegalArgumentException(
            "row of run %d in a batch of run %d (expected: the batch's run or one before it)"
                .formatted(change.run(), run));
      }
    }
  }
}
