package io.featurefactory.online;

import io.featurefactory.model.OnlineProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a store compares with what it should have.
 *
 * @param progress of the store when it was read; null if the view is not in it
 * @param expected rows that should be there
 * @param stored rows that are there
 * @param missing rows that should be there and are not
 * @param surplus rows that are there and should not be
 * @param different rows that are there with other bytes or of another run
 * @param examples of the differences, the first that were met
 */
public record VerifyReport(
    @Nullable OnlineProgress progress,
    long expected,
    long stored,
    long missing,
    long surplus,
    long different,
    List<Difference> examples) {
  public VerifyReport {
    examples = List.copyOf(examples);
  }

  /** True if the store has exactly what it should have. */
  public boolean same() {
    return missing == 0 && surplus == 0 && different == 0;
  }

  /** In what a row differs. */
  public enum Kind {
    MISSING,
    SURPLUS,
    DIFFERENT
  }

  /**
   * One difference.
   *
   * @param key as people read it
   * @param expected null for SURPLUS
   * @param stored null for MISSING
   */
  public record Difference(
      Kind kind, String key, @Nullable String expected, @Nullable String stored) {}
}
