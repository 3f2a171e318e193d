package io.featurefactory.lake;

import java.time.Instant;

/**
 * A batch of a stream that is in the lake.
 *
 * @param rows events
 * @param deadLetters records that were none
 * @param files that were added
 * @param landedAt of the rows
 */
public record StreamReport(long rows, long deadLetters, int files, Instant landedAt) {}
