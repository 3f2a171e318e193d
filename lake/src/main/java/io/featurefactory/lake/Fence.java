package io.featurefactory.lake;

/**
 * What lets a table refuse a writer whose lease was taken over, and a second commit of the same
 * work.
 *
 * @param scope whose lease it is: writers of different scopes do not hinder each other
 * @param epoch number of the lease, greater for each new holder
 * @param run key of the work; at most one commit with this key enters the table
 */
public record Fence(String scope, long epoch, String run) {
  public Fence {
    if (scope.isEmpty() || run.isEmpty() || epoch < 0) {
      throw new IllegalArgumentException(
          "fence: scope '%s', epoch %d, run '%s' (expected: names and a number from 0)"
              .formatted(scope, epoch, run));
    }
  }
}
