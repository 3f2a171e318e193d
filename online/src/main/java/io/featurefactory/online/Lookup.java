package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks up the values of one view, with what they are worth. For any number of threads. */
public final class Lookup {
  private final OnlineStore store;
  private final ViewId view;
  private final RowSchema schema;
  private final RowReader reader;
  private final Duration freshWithin;
  private final Clock clock;

  /**
   * A lookup.
   *
   * @param freshWithin values older than this are STALE
   */
  public Lookup(
      OnlineStore store, ViewId view, RowSchema schema, Duration freshWithin, Clock clock) {
    this.store = store;
    this.view = view;
    this.schema = schema;
    this.reader = new RowReader(schema);
    this.freshWithin = freshWithin;
    this.clock = clock;
  }

  /**
   * The values of keys, in their order. Fails if the view is not in the store.
   *
   * @param keys as {@link io.featurefactory.model.KeyEncoding} makes them
   */
  public List<OnlineRow> read(List<byte[]> keys) {
    RowAnswer answer = store.read(List.of(new RowRequest(view, keys))).get(0);
    OnlineProgress progress = answer.progress();
    if (progress == null) {
      throw OnlineErrors.notPublished(view, store.name());
    }
    Duration age = age(progress.current().published().watermark(), clock.instant());
    RowValues values = new RowValues(schema);
    List<OnlineRow> rows = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      rows.add(row(answer.rows().get(i), answer.run(i), age, values));
    }
    return rows;
  }

  /** Never negative: clocks of several machines differ a little. */
  private static Duration age(Instant watermark, Instant now) {
    Duration age = Duration.between(watermark, now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private OnlineRow row(@Nullable StoredRow row, long run, Duration age, RowValues values) {
    if (row == null || row.deleted()) {
      ValueStatus status = status(ValueStatus.EMPTY, age);
      return new OnlineRow(status, run, age, null, schema.emptyRow().toList(), null);
    }
    try {
      Instant changedAt = Boundaries.ofMicros(reader.read(row, values));
      ValueStatus status = status(ValueStatus.PRESENT, age);
      return new OnlineRow(status, run, age, changedAt, values.toList(), null);
    } catch (RowFormatException e) {
      List<@Nullable Object> none = Collections.nCopies(values.size(), null);
      return new OnlineRow(ValueStatus.ERROR, run, age, null, none, e.getMessage());
    }
  }

  private ValueStatus status(ValueStatus fresh, Duration age) {
    return age.compareTo(freshWithin) > 0 ? ValueStatus.STALE : fresh;
  }
}
