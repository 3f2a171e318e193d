package io.featurefactory.testkit.oracle;

import io.featurefactory.model.LedgerRun;
import java.time.Instant;

/**
 * A row of the table of runs, of one view and one store.
 *
 * @param finished when its values were complete in the store
 */
public record ServedRun(Instant boundary, long run, LedgerRun.Kind kind, Instant finished) {}
