package io.featurefactory.cli.train;

import io.featurefactory.lake.TableId;
import io.featurefactory.model.ViewId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a view that a training set was made of.
 *
 * @param definition hash of the view's meaning
 * @param store whose availability counts; empty for the log itself
 * @param log its table
 * @param snapshot of the log; 0 for an empty one
 * @param firstRun the least number that could be seen; 0 if there was none
 * @param lastRun the greatest number that could be seen; 0 if there was none
 * @param rows cursor of the source whose rows are read themselves; 0 where the log is read
 * @param firstServed when the first boundary was there; null if none was
 */
public record ViewPin(
    ViewId view,
    String definition,
    String store,
    TableId log,
    long snapshot,
    long firstRun,
    long lastRun,
    long rows,
    @Nullable Instant firstServed) {}
