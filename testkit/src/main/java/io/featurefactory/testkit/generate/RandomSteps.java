package io.featurefactory.testkit.generate;

import io.featurefactory.model.Boundaries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view's life: history lands, perhaps a backfill, then imports and runs by turns, with outages,
 * runs for nothing, and perhaps an earlier backfill.
 */
final class RandomSteps {
  private final Dice dice;
  private final CaseFrame frame;
  private final RandomRows rows;
  private final List<Step> steps = new ArrayList<>();
  private Instant now;
  private @Nullable Instant first;

  RandomSteps(Dice dice, CaseFrame frame, RandomRows rows) {
    this.dice = dice;
    this.frame = frame;
    this.rows = rows;
    this.now = frame.start().plus(dice.upTo(frame.every()));
  }

  List<Step> all() {
    int busy = dice.percent(10) ? 90 : 30;
    land(dice.between(1, busy));
    if (dice.percent(30)) {
      land(dice.between(1, 10));
    }
    if (dice.percent(60)) {
      backfill();
    }
    int rounds = dice.between(1, 6);
    for (int i = 0; i < rounds; i++) {
      round(busy / 3);
    }
    return steps;
  }

  private void round(int busy) {
    int hops = dice.oneOf(0, 1, 1, 1, 1, 1, 2, 3, 5);
    now = now.plus(frame.every().multipliedBy(hops)).plus(dice.upTo(frame.every().dividedBy(4)));
    int imports = dice.oneOf(0, 1, 1, 1, 2);
    for (int i = 0; i < imports; i++) {
      land(dice.between(1, busy));
    }
    if (dice.percent(8)) {
      // Exactly when a boundary is due.
      Instant due = Boundaries.ceiling(now.minus(frame.delay()), frame.every());
      now = due.plus(frame.delay());
    }
    steps.add(new Step.RunDue(now));
    if (first == null) {
      first = newestDue();
    }
    if (dice.percent(12)) {
      backfillBefore(first);
    }
  }

  private void land(int size) {
    now = now.plus(dice.upTo(Duration.ofMinutes(2)));
    steps.add(new Step.Import(now, rows.batch(size, now)));
  }

  /** Of a view that has no boundaries. */
  private void backfill() {
    Instant newest = newestDue();
    Instant from = newest.minus(frame.every().multipliedBy(dice.between(0, 12)));
    Instant to = dice.percent(70) ? now : from.plus(dice.upTo(Duration.between(from, now)));
    // A from between two boundaries starts at the later one.
    Instant asked = dice.percent(70) ? from : from.minus(dice.upTo(frame.every()));
    steps.add(new Step.Backfill(now, asked, to));
    first = Boundaries.ceiling(asked, frame.every());
  }

  private void backfillBefore(Instant boundary) {
    Instant from = boundary.minus(frame.every().multipliedBy(dice.between(1, 6)));
    Instant to = dice.percent(50) ? now : boundary.minus(frame.every());
    steps.add(new Step.Backfill(now, from, to));
    first = from;
  }

  private Instant newestDue() {
    return Boundaries.floor(now.minus(frame.delay()), frame.every());
  }
}
