package io.featurefactory.cli.served;

import io.featurefactory.lake.SqlText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which logged answers are looked at.
 *
 * @param from the first instant of asking; null for no limit
 * @param to the first instant that is not looked at; null for no limit
 * @param sample share of the requests, with all their rows
 */
public record ServedWindow(@Nullable Instant from, @Nullable Instant to, double sample) {
  private static final long PARTS = 1_000_000;

  /**
   * The condition in SQL.
   *
   * @param askedAt column
   * @param requestId column
   */
  String condition(String askedAt, String requestId) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    if (from != null) {
      conditions.add(SqlText.name(askedAt) + " >= " + SqlText.timestamp(from));
    }
    if (to != null) {
      conditions.add(SqlText.name(askedAt) + " < " + SqlText.timestamp(to));
    }
    if (sample < 1) {
      conditions.add(
          "hash(%s) %% %d < %d"
              .formatted(SqlText.name(requestId), PARTS, Math.round(sample * PARTS)));
    }
    return String.join(" AND ", conditions);
  }
}
