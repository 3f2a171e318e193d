package io.featurefactory.serving;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.online.RowFormatException;
import io.featurefactory.online.RowReader;
import io.featurefactory.online.RowValues;
import io.featurefactory.serving.ServicePlan.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a lookup found of one view. Immutable. */
public final class ViewRows {
  private final ViewKeys keys;
  private final @Nullable String store;
  private final @Nullable RowAnswer answer;
  private final Duration age;
  private final boolean behind;
  private final @Nullable RowValues[] values;
  private final long[] changedAt;
  private final ValueStatus[] statuses;

  /** Of each row that was asked for, its values; null where they are not known. */
  private final @Nullable RowValues[] byRow;

  private @Nullable FactoryException failure;

  private ViewRows(
      ViewKeys keys,
      @Nullable String store,
      @Nullable RowAnswer answer,
      Duration age,
      boolean behind,
      @Nullable FactoryException failure) {
    this.keys = keys;
    this.store = store;
    this.answer = answer;
    this.age = age;
    this.behind = behind;
    this.failure = failure;
    this.values = new RowValues[keys.keys().size()];
    this.changedAt = new long[keys.keys().size()];
    if (answer != null) {
      decode(answer);
    }
    this.statuses = new ValueStatus[keys.rows()];
    this.byRow = new RowValues[keys.rows()];
    for (int row = 0; row < statuses.length; row++) {
      statuses[row] = findStatus(row);
      byRow[row] = findValues(row);
    }
  }

  /**
   * What a store answered.
   *
   * @param answer with a progress
   * @param behind true if a newer run was answered before
   * @param whyUnknown null if all rows are known
   */
  static ViewRows of(
      ViewKeys keys,
      String store,
      RowAnswer answer,
      Instant now,
      boolean behind,
      @Nullable FactoryException whyUnknown) {
    Duration age = Duration.between(published(answer).watermark(), now);
    // never negative: clocks of several machines differ a little
    Duration positive = age.isNegative() ? Duration.ZERO : age;
    return new ViewRows(keys, store, answer, positive, behind, whyUnknown);
  }

  /** No store had an answer. */
  static ViewRows failed(ViewKeys keys, FactoryException failure) {
    return new ViewRows(keys, null, null, Duration.ZERO, false, failure);
  }

  private static Published published(RowAnswer answer) {
    OnlineProgress progress = answer.progress();
    if (progress == null) {
      throw new IllegalArgumentException("answer: of a view that is not there (expected: of one)");
    }
    return progress.current().published();
  }

  private void decode(RowAnswer rows) {
    RowReader reader = new RowReader(keys.view().rows());
    Iterator<RowValues> targets = RowValues.block(keys.view().rows(), countOf(rows)).iterator();
    for (int i = 0; i < values.length; i++) {
      StoredRow row = rows.rows().get(i);
      if (row != null && row.isUnknown()) {
        changedAt[i] = NOT_KNOWN;
      } else if (row != null && !row.deleted()) {
        RowValues target = targets.next();
        try {
          changedAt[i] = reader.read(row, target);
          values[i] = target;
        } catch (RowFormatException e) {
          changedAt[i] = NOT_KNOWN;
          failure = ServingErrors.unreadableRow(keys.view().view(), String.valueOf(store), e);
        }
      }
    }
  }

  /** How many rows have values. */
  private static int countOf(RowAnswer answer) {
    int count = 0;
    for (StoredRow row : answer.rows()) {
      count += row == null || row.isUnknown() || row.deleted() ? 0 : 1;
    }
    return count;
  }

  /** In the place of a time: before all of them. */
  private static final long NOT_KNOWN = Long.MIN_VALUE;

  public ServedView view() {
    return keys.view();
  }

  /** The store that answered; null if none did. */
  public @Nullable String store() {
    return store;
  }

  /** The run that the store has whole; null if no store answered. */
  public @Nullable Published published() {
    return answer == null ? null : published(answer);
  }

  /** What the rows were made from, as the store says; null if no store answered. */
  public @Nullable String origin() {
    OnlineProgress progress = answer == null ? null : answer.progress();
    return progress == null ? null : progress.current().origin();
  }

  /** About the memory that it takes. */
  long bytes() {
    long bytes = 200 + 8L * statuses.length;
    if (answer != null) {
      for (StoredRow row : answer.rows()) {
        // as it was stored, and its values
        bytes += 100 + 17L * keys.view().rows().columns().size();
        bytes += row == null ? 0 : 4L * row.bytes().length;
      }
    }
    return bytes;
  }

  /** Of the data, not negative; zero if no store answered. */
  public Duration age() {
    return age;
  }

  /** True if an answer of a newer run was given before: the store has lost runs, or lags. */
  public boolean behind() {
    return behind;
  }

  /** Why there is no answer, or why a row could not be read; null if nothing failed. */
  public @Nullable FactoryException failure() {
    return failure;
  }

  /** What the values of a row are worth. */
  public ValueStatus status(int row) {
    return statuses[row];
  }

  private ValueStatus findStatus(int row) {
    if (!isKnown(row)) {
      return ValueStatus.ERROR;
    }
    if (behind || age.compareTo(keys.view().freshWithin()) > 0 || keys.isStale(row)) {
      return ValueStatus.STALE;
    }
    int place = keys.place(row);
    return place >= 0 && values[place] != null ? ValueStatus.PRESENT : ValueStatus.EMPTY;
  }

  private boolean isKnown(int row) {
    int place = keys.place(row);
    return answer != null
        && place != ViewKeys.UNKNOWN
        && (place == ViewKeys.NONE || changedAt[place] != NOT_KNOWN);
  }

  /**
   * The run that a row reflects, which is newer than {@link #published} while one is being
   * published; 0 if no store answered.
   */
  public long run(int row) {
    if (answer == null) {
      return 0;
    }
    int place = keys.place(row);
    return place < 0 ? published(answer).run() : answer.run(place);
  }

  /** When a row changed last; null if the key has none. */
  public @Nullable Instant changedAt(int row) {
    int place = keys.place(row);
    return place < 0 || values[place] == null ? null : Boundaries.ofMicros(changedAt[place]);
  }

  /**
   * A value, of the class that {@link io.featurefactory.model.DataType} states: with the service's
   * default in the place of NULL, wherever it uses the feature, but not where the value is unknown.
   *
   * @return null for NULL, and where there is no value
   */
  @Nullable Object value(int row, Source source) {
    RowValues found = values(row);
    if (found == null) {
      return null;
    }
    Object value = found.value(source.column());
    return value == null ? source.defaultValue() : value;
  }

  /** True if the value is the service's default, in the place of NULL. */
  boolean isDefault(int row, Source source) {
    RowValues found = values(row);
    return source.defaultValue() != null && found != null && found.isNull(source.column());
  }

  /** The values of a row; null if they are not known. Not to be changed. */
  public @Nullable RowValues values(int row) {
    return byRow[row];
  }

  private @Nullable RowValues findValues(int row) {
    if (!isKnown(row)) {
      return null;
    }
    int place = keys.place(row);
    RowValues found = place < 0 ? null : values[place];
    return found == null ? keys.view().rows().emptyRow() : found;
  }

  /** How many different keys were asked for. */
  public int keys() {
    return keys.keys().size();
  }
}
