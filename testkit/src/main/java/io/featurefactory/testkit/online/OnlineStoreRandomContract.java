package io.featurefactory.testkit.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.OnlineStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded random operations on a store and on the one in memory, right and wrong ones: every outcome
 * and every answer is the same.
 *
 * <p>{@code -Dff.operations=5000} for more of them with each seed, {@code -Dff.seed=N} for the
 * three seeds after N.
 */
public interface OnlineStoreRandomContract {

  /** As in {@link OnlineStoreContract#open}. */
  OnlineStore open(String project);

  /** How many operations make the short form with each seed. */
  default int usualOperations() {
    return 200;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  default void anyOperations_sameOutcomesAndAnswersAsInMemory(long number) {
    long seed = Long.getLong("ff.seed", 0) + number;
    int count = Integer.getInteger("ff.operations", usualOperations());
    try (OnlineStore shop = open("shop");
        OnlineStore eshop = open("eshop");
        RandomOperations operations = new RandomOperations(seed, shop, eshop)) {
      for (int i = 0; i < count; i++) {
        operations.next();
      }
      assertThat(operations.effective())
          .as("operations that changed something")
          .isGreaterThan(count / 4);
      assertThat(operations.fenced()).as("operations that were fenced").isGreaterThan(count / 20);
    }
  }
}
