package io.featurefactory.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a view come from.
 *
 * @param view {@code name@version}
 * @param failure why no store answered; null if one did
 * @param store the one that answered; empty if none did
 * @param run the last that the store has whole; 0 if none answered
 * @param watermark what the data reach to; null if no store answered
 * @param age of the data
 * @param behind true if a newer run was answered before
 * @param runs that each row reflects; empty if details were not asked for
 * @param changedAt when each row changed last, null where there is none; empty if details were not
 *     asked for
 */
public record ViewFacts(
    String view,
    @Nullable String failure,
    String store,
    long run,
    @Nullable Instant watermark,
    Duration age,
    boolean behind,
    List<Long> runs,
    List<@Nullable Instant> changedAt) {}
