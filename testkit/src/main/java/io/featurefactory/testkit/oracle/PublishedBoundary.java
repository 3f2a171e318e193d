package io.featurefactory.testkit.oracle;

import java.time.Instant;

/**
 * From when on the values of a boundary could be used.
 *
 * @param finished end of the publish; for a backfilled boundary the boundary and the publish delay
 */
public record PublishedBoundary(Instant boundary, Instant finished) {}
