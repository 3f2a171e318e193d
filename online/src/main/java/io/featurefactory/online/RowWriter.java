package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType.Array;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Packs rows ({@code docs/spec/online-row.md}). Reuses its buffer; for one thread. */
public final class RowWriter {
  static final int PLAIN = 1;
  static final int PACKED_DOUBLES = 2;
  static final int HAS_NULLS = 0x10;

  private final RowSchema schema;
  private final ByteSink out = new ByteSink(256);
  private final DoubleWindow doubles;

  public RowWriter(RowSchema schema) {
    this.schema = schema;
    this.doubles = new DoubleWindow(schema);
  }

  /**
   * The bytes of a row.
   *
   * @param changedAt the row's {@code feature_time}, a multiple of the view's hop
   * @param values of this writer's schema
   */
  public byte[] write(Instant changedAt, RowValues values) {
    long micros = Boundaries.micros(changedAt);
    if (micros % schema.hopMicros() != 0) {
      throw new IllegalArgumentException(
          "changed_at: %s (expected: a multiple of %d microseconds)"
              .formatted(changedAt, schema.hopMicros()));
    }
    boolean hasNulls = hasNulls(values);
    int window = schema.hasDoubles() ? doubles.choose(values) : -1;
    int format = window < 0 ? PLAIN : PACKED_DOUBLES;
    out.clear();
    out.writeByte(hasNulls ? format | HAS_NULLS : format);
    out.writeByte(schema.mark() >>> 8);
    out.writeByte(schema.mark());
    out.writeSigned(micros / schema.hopMicros());
    if (window >= 0) {
      out.writeSigned(window - DoubleWindow.USUAL);
    }
    writeBody(values, hasNulls, window);
    return out.toByteArray();
  }

  /** The values alone, after a byte that says whether they have a null bitmap. */
  byte[] body(RowValues values) {
    boolean hasNulls = hasNulls(values);
    out.clear();
    out.writeByte(hasNulls ? 1 : 0);
    writeBody(values, hasNulls, -1);
    return out.toByteArray();
  }

  /** With a negative window as in format 1. */
  private void writeBody(RowValues values, boolean hasNulls, int window) {
    int nulls = hasNulls ? out.writeBitmap(values.size()) : 0;
    int flags = out.writeBitmap(schema.booleans());
    int flag = 0;
    for (int i = 0; i < values.size(); i++) {
      boolean isBoolean = schema.form(i) == ValueForm.BOOLEAN;
      if (values.isNull(i)) {
        out.setBit(nulls, i);
      } else if (window >= 0 && schema.form(i) == ValueForm.DOUBLE) {
        DoubleWindow.write(out, values.longAt(i), window);
      } else if (!isBoolean) {
        writeValue(i, values);
      } else if (values.booleanAt(i)) {
        out.setBit(flags, flag);
      }
      flag += isBoolean ? 1 : 0;
    }
  }

  private void writeValue(int index, RowValues values) {
    switch (schema.form(index)) {
      case BIGINT, SHORT_DECIMAL -> out.writeSigned(values.longAt(index));
      case DOUBLE, TIMESTAMP -> out.writeLong(values.longAt(index));
      case LONG_DECIMAL -> ScalarCodec.writeDecimal(out, (BigDecimal) values.object(index));
      case VARCHAR -> ScalarCodec.writeText(out, (String) values.object(index));
      case ARRAY ->
          ScalarCodec.writeArray(
              out, (Array) schema.columns().get(index).type(), (List<?>) values.object(index));
      case BOOLEAN -> throw new IllegalStateException("booleans are in the bitmap");
    }
  }

  private static boolean hasNulls(RowValues values) {
    for (int i = 0; i < values.size(); i++) {
      if (values.isNull(i)) {
        return true;
      }
    }
    return false;
  }
}
