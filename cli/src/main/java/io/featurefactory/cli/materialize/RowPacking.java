package io.featurefactory.cli.materialize;

import io.featurefactory.control.ViewSchema;
import io.featurefactory.model.RowChange;
import io.featurefactory.online.RowComparison;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.RowValues;
import io.featurefactory.online.RowWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes online rows of rows of the log. For one thread. */
final class RowPacking {
  private final RowSchema schema;
  private final RowValues values;
  private final RowWriter writer;

  RowPacking(ViewSchema view) {
    this.schema = rowSchema(view);
    this.values = new RowValues(schema);
    this.writer = new RowWriter(schema);
  }

  /** The form of a view's rows. */
  static RowSchema rowSchema(ViewSchema view) {
    List<RowSchema.Column> columns =
        view.features().stream().map(f -> new RowSchema.Column(f.name(), f.type())).toList();
    List<@Nullable Object> empty = new ArrayList<>();
    view.features().forEach(f -> empty.add(f.empty()));
    return RowSchema.of(columns, view.every(), empty);
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
