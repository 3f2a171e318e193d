package io.featurefactory.training;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where the times of a spine lie. */
interface SpineTimes {
  /**
   * The first time behind a quantile: of all times behind that at which the share of the rows is
   * reached, the least. Rows without a time do not count.
   *
   * @param share of the rows, with six digits
   * @return null if there is none
   */
  @Nullable Instant firstBehind(BigDecimal share);
}
