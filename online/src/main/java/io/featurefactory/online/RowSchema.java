package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the packed rows of a view hold: its features in order, the row that stands for a missing
 * one, and the hop in which times are counted ({@code docs/spec/online-row.md}). Immutable.
 */
public final class RowSchema {
  private final List<Column> columns;
  private final ValueForm[] forms;
  private final int[] endsOfDoubles;
  private final int booleans;
  private final boolean hasDoubles;
  private final boolean hasObjects;
  private final long hopMicros;
  private final RowValues emptyRow;
  private final long fingerprint;

  /** A feature of a row. */
  public record Column(String name, DataType type) implements Serializable {}

  private RowSchema(List<Column> columns, Duration every, List<? extends @Nullable Object> empty) {
    if (columns.isEmpty() || empty.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d features with an empty row of %d values (expected: at least one, as many of both)"
              .formatted(columns.size(), empty.size()));
    }
    this.columns = List.copyOf(columns);
    this.forms = columns.stream().map(c -> ValueForm.of(c.type())).toArray(ValueForm[]::new);
    this.endsOfDoubles = endsOfDoubles(forms);
    this.booleans = (int) List.of(forms).stream().filter(f -> f == ValueForm.BOOLEAN).count();
    this.hasDoubles = List.of(forms).contains(ValueForm.DOUBLE);
    this.hasObjects = Arrays.stream(forms).anyMatch(ValueForm::isObject);
    this.hopMicros = Boundaries.micros(every);
    this.emptyRow = new RowValues(this);
    for (int i = 0; i < forms.length; i++) {
      emptyRow.set(i, empty.get(i));
    }
    this.fingerprint = computeFingerprint();
  }

  /**
   * A schema.
   *
   * @param columns at least one
   * @param every the view's hop; the times of rows are its multiples
   * @param emptyRow the values of a key that has no row, one for each column
   */
  public static RowSchema of(
      List<Column> columns, Duration every, List<? extends @Nullable Object> emptyRow) {
    return new RowSchema(columns, every, emptyRow);
  }

  /** The schema of a view's rows, given the values of its empty row. */
  public static RowSchema of(FeatureView view, List<? extends @Nullable Object> emptyRow) {
    List<Column> columns =
        view.features().stream().map(f -> new Column(f.name(), f.type())).toList();
    return new RowSchema(columns, view.every(), emptyRow);
  }

  public List<Column> columns() {
    return columns;
  }

  /** The view's hop. */
  public Duration every() {
    return Duration.of(hopMicros, ChronoUnit.MICROS);
  }

  /** The values of a key that has no row. Not to be changed. */
  public RowValues emptyRow() {
    return emptyRow;
  }

  /** Identifies the schema: rows of another cannot be read. */
  public long fingerprint() {
    return fingerprint;
  }

  /** The first two bytes of the fingerprint, which every row carries. */
  int mark() {
    return (int) (fingerprint >>> 48);
  }

  ValueForm form(int index) {
    return forms[index];
  }

  private static int[] endsOfDoubles(ValueForm[] forms) {
    int[] ends = new int[forms.length];
    int end = forms.length;
    for (int i = forms.length - 1; i >= 0; i--) {
      end = forms[i] == ValueForm.DOUBLE ? end : i;
      ends[i] = end;
    }
    return ends;
  }

  /**
   * The first index, from this one on, that is no DOUBLE; the number of values if there is none.
   */
  int endOfDoubles(int index) {
    return endsOfDoubles[index];
  }

  int booleans() {
    return booleans;
  }

  boolean hasDoubles() {
    return hasDoubles;
  }

  /** False if all its values are held as numbers. */
  boolean hasObjects() {
    return hasObjects;
  }

  long hopMicros() {
    return hopMicros;
  }

  private long computeFingerprint() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("1:" + hopMicros + ";").getBytes(StandardCharsets.US_ASCII));
    for (Column column : columns) {
      netstring(out, column.name());
      netstring(out, column.type().displayName());
    }
    out.writeBytes(new RowWriter(this).body(emptyRow));
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(out.toByteArray());
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static void netstring(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(bytes);
    out.write(',');
  }
}
