package io.featurefactory.online;

import io.featurefactory.model.KeyEncoding;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the feature log or of the state. Whoever makes it may reuse the values for the next. */
public final class ChangedRow {
  private final byte[] key;
  private final long run;
  private final Instant changedAt;
  private final @Nullable RowValues values;

  private ChangedRow(byte[] key, long run, Instant changedAt, @Nullable RowValues values) {
    this.key = key;
    this.run = run;
    this.changedAt = changedAt;
    this.values = values;
  }

  /**
   * A key that has values. If they are those of the empty row, the key is empty.
   *
   * @param key as {@link KeyEncoding} makes it; a new array for each row
   * @param run that changed the row
   * @param changedAt the row's {@code feature_time}
   */
  public static ChangedRow of(byte[] key, long run, Instant changedAt, RowValues values) {
    return new ChangedRow(key, run, changedAt, values);
  }

  /** A key whose windows ran empty. */
  public static ChangedRow empty(byte[] key, long run, Instant changedAt) {
    return new ChangedRow(key, run, changedAt, null);
  }

  public byte[] key() {
    return key;
  }

  public long run() {
    return run;
  }

  public Instant changedAt() {
    return changedAt;
  }

  /** The packed row; null if the key is empty. */
  byte @Nullable [] pack(RowSchema schema, RowWriter writer) {
    return values == null || values.sameAs(schema.emptyRow())
        ? null
        : writer.write(changedAt, values);
  }
}
