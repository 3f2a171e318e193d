package io.featurefactory.lake;

import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a commit that is done: a service may have carried out an attempt whose answer was lost,
 * and the next one would do it again.
 */
final class OnlyOnce implements CommitCheck {
  private final String key;
  private final String number;
  private final CommitCheck next;

  /** The newest snapshot that the attempt before was built on; 0 for none. */
  private long known;

  private boolean again;

  /**
   * One commit.
   *
   * @param key of the number in a snapshot's summary
   * @param next asked where it is not done
   */
  OnlyOnce(String key, String number, CommitCheck next) {
    this.key = key;
    this.number = number;
    this.next = next;
  }

  @Override
  public boolean validate(Iterable<Snapshot> ancestors) {
    if (again && isDone(ancestors)) {
      return false;
    }
    again = true;
    known = 0;
    for (Snapshot newest : ancestors) {
      known = newest.snapshotId();
      break;
    }
    return next.validate(ancestors);
  }

  private boolean isDone(Iterable<Snapshot> ancestors) {
    for (Snapshot ancestor : ancestors) {
      if (ancestor.snapshotId() == known) {
        return false;
      }
      if (number.equals(ancestor.summary().get(key))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable CommitOutcome refusal() {
    return next.refusal();
  }

  @Override
  public String errorMessage() {
    return next.refusal() == null ? "the commit is done" : next.errorMessage();
  }
}
