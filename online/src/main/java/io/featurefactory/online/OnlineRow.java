package io.featurefactory.online;

import io.featurefactory.model.ValueStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a lookup for one key of a view.
 *
 * @param status of all values
 * @param run that the values reflect
 * @param age how old the newest data are that could be reflected: now minus the watermark
 * @param changedAt the {@code feature_time} of the last change; null where there is no row
 * @param values of the view's features in order, NULL as null; those of the empty row where there
 *     is no row; all null for ERROR
 * @param error what is wrong; null unless the status is ERROR
 */
public record OnlineRow(
    ValueStatus status,
    long run,
    Duration age,
    @Nullable Instant changedAt,
    List<@Nullable Object> values,
    @Nullable String error) {
  public OnlineRow {
    values = Collections.unmodifiableList(new ArrayList<>(values));
  }
}
