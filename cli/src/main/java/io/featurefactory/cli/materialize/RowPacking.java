package io.featurefactory.cli.materialize;

import io.featurefactory.model.RowChange;
import io.featurefactory.online.RowComparison;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import java.util.HexFormat;

/** Makes online rows of rows of the log. For one thread. */
final class RowPacking {
  private final RowSchema schema;
  private final RowValues values;
  private final RowWriter writer;

  RowPacking(RowForm form) {
    this.schema = form.schema();
    this.values = new RowValues(schema);
    this.writer = new RowWriter(schema);
  }

  /** The row to write; a deletion if the values are those of the empty row. */
  RowChange change(LogRow row) {
    for (int i = 0; i < values.size(); i++) {
      values.set(i, row.features().get(i));
    }
    return values.sameAs(schema.emptyRow())
        ? RowChange.delete(row.key(), row.run())
        : RowChange.put(row.key(), row.run(), writer.write(row.featureTime(), values));
  }

  RowSchema schema() {
    return schema;
  }

  /** Compares rows of this form. */
  RowComparison comparison() {
    return new RowComparison(schema);
  }

  /** What the rows are made from: a log, and this form. */
  String origin(LogBoundaries log) {
    return log.origin() + " rows " + HexFormat.of().toHexDigits(schema.fingerprint());
  }
}
