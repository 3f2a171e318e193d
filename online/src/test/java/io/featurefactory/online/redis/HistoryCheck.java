package io.featurefactory.online.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.online.FormulaHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Looks keys of {@link FormulaHistory}'s history up, and holds each answer against its formula. */
final class HistoryCheck {
  private static final int ASKED = 50;

  private final OnlineStore store;
  private final int keys;
  private final Random random;

  HistoryCheck(OnlineStore store, int keys, long seed) {
    this.store = store;
    this.keys = keys;
    this.random = new Random(seed);
  }

  /** How many of some keys were answered, each with what it had in the run that the answer says. */
  int some() {
    return check(random.ints(ASKED, 0, keys).toArray());
  }

  /** The same of all keys. */
  int all() {
    int answered = 0;
    for (int key = 0; key < keys; key++) {
      answered += check(new int[] {key});
    }
    return answered;
  }

  private int check(int[] numbers) {
    List<byte[]> asked = new ArrayList<>();
    for (int number : numbers) {
      asked.add(FormulaHistory.key(number));
    }
    RowAnswer answer = store.read(List.of(new RowRequest(FormulaHistory.VIEW, asked))).get(0);
    if (answer.progress() == null) {
      return 0;
    }
    for (int i = 0; i < numbers.length; i++) {
      long run = answer.run(i);
      assertThat(FormulaHistory.valueOf(answer.rows().get(i)))
          .as("key %d in run %d", numbers[i], run)
          .isEqualTo(FormulaHistory.value(numbers[i], FormulaHistory.lastChange(numbers[i], run)));
    }
    return numbers.length;
  }
}
