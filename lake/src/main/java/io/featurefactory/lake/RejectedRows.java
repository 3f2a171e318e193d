package io.featurefactory.lake;

import io.featurefactory.model.DataType.Primitive;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of imported files that did not fit: the side table {@code <table>__rejected}.
 *
 * <p>A file's bad rows are committed before its good ones, once: an import that is repeated after a
 * crash finds them there.
 */
final class RejectedRows {
  static final String SUFFIX = "__rejected";
  private static final String SCOPE = "import";

  private final LakeTable side;
  private final KernelSession session;

  private RejectedRows(LakeTable side, KernelSession session) {
    this.side = side;
    this.session = session;
  }

  static RejectedRows open(Warehouse warehouse, LakeTable table, KernelSession session) {
    TableId id = new TableId(table.id().namespace(), table.id().name() + SUFFIX);
    return new RejectedRows(
        warehouse.createTable(
            new TableSpec(
                id,
                List.of(
                    ColumnSpec.required("file", Primitive.VARCHAR),
                    ColumnSpec.required("sha256", Primitive.VARCHAR),
                    ColumnSpec.nullable("line", Primitive.BIGINT),
                    ColumnSpec.required("reason", Primitive.VARCHAR),
                    ColumnSpec.required("raw", Primitive.VARCHAR),
                    ColumnSpec.required("imported_at", Primitive.TIMESTAMP)))),
        session);
  }

  void add(ImportFile file, SetValues set, List<BadRow> rows, Instant importedAt) {
    String values =
        rows.stream()
            .map(
                row ->
                    "(%d, %s, %s)"
                        .formatted(
                            row.line(), SqlText.text(row.reason()), SqlText.text(row.text())))
            .collect(Collectors.joining(",\n"));
    String select =
        "SELECT %s AS file, %s AS sha256, nullif(line, 0) AS line, reason, raw, %s AS imported_at"
                .formatted(
                    SqlText.text(file.name()),
                    SqlText.text(file.sha256()),
                    SqlText.timestamp(importedAt))
            + " FROM (VALUES "
            + values
            + ") t(line, reason, raw)";
    List<LakeFile> written = session.write(select, side.target(), WriteOptions.orderedBy("line"));
    side.commit(Commit.append(written).fenced(new Fence(SCOPE, 0, file.sha256() + set.text())));
  }
}
