package io.featurefactory.lake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a Parquet file. */
final class ParquetFileReader implements FileReader {
  private static final String ROW = "file_row_number";

  private final ImportFile file;
  private final KernelSession session;

  ParquetFileReader(ImportFile file, KernelSession session) {
    this.file = file;
    this.session = session;
  }

  @Override
  public Map<String, FileType> columns() {
    Map<String, FileType> types = new LinkedHashMap<>();
    session.forEach(
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "
            + SqlText.readParquet(List.of(file.name()))
            + ")",
        row ->
            types.put(
                String.valueOf(row.string(0)), FileType.parse(String.valueOf(row.string(1)))));
    return types;
  }

  @Override
  public Staged stage(StageRequest request) {
    CheckedRows checked =
        new CheckedRows(file.path(), request, columns(), name -> "r." + SqlText.name(name));
    String from =
        "read_parquet(%s, hive_partitioning = false, file_row_number = true) r"
            .formatted(SqlText.text(file.name()));
    List<LakeFile> files =
        session.write(checked.good(from, "true"), request.target(), WriteOptions.defaults());
    long good = LakeFile.records(files);
    long total = session.query("SELECT count(*) FROM " + from, row -> row.longValue(0)).get(0);
    List<BadRow> bad = new ArrayList<>();
    if (total > good) {
      bad.addAll(
          session.query(
              checked.bad(
                  from,
                  "true",
                  List.of(
                      ROW + " + 1",
                      "to_json(struct_pack(*COLUMNS(r.* EXCLUDE (" + ROW + "))))::VARCHAR"),
                  ROW,
                  request.badRows()),
              row ->
                  new BadRow(
                      row.longValue(0),
                      String.valueOf(row.string(2)),
                      String.valueOf(row.string(1)))));
    }
    return new Staged(files, total - good, bad);
  }
}
