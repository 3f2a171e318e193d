package io.featurefactory.lake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a Parquet file. */
final class ParquetFileReader implements FileReader {
  private static final String MARK = "PAR1";
  private static final String ROW = "file_row_number";

  private final ImportFile file;
  private final KernelSession session;

  ParquetFileReader(ImportFile file, KernelSession session) {
    this.file = file;
    this.session = session;
  }

  @Override
  public Map<String, FileType> columns() {
    requireWhole();
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

  /** A file that was cut off has no footer, and none of the kernel's words say so. */
  private void requireWhole() {
    byte[] mark = MARK.getBytes(StandardCharsets.US_ASCII);
    try (SeekableByteChannel channel = Files.newByteChannel(file.path())) {
      boolean whole = channel.size() >= 3L * mark.length;
      for (long position : new long[] {0, channel.size() - mark.length}) {
        ByteBuffer found = ByteBuffer.allocate(mark.length);
        channel.position(Math.max(0, position));
        while (found.hasRemaining() && channel.read(found) >= 0) {}
        whole &= Arrays.equals(found.array(), mark);
      }
      if (!whole) {
        throw ImportErrors.notParquet(file.path());
      }
    } catch (IOException e) {
      throw ImportErrors.unreadable(file.path(), e);
    }
  }

  @Override
  public Staged stage(StageRequest request) {
    CheckedRows checked =
        new CheckedRows(file, request, columns(), name -> "r." + SqlText.name(name));
    String from =
        "read_parquet(%s, hive_partitioning = false, file_row_number = true) r"
            .formatted(SqlText.text(file.name()));
    List<LakeFile> files =
        session.write(checked.good(from, "true"), request.target(), WriteOptions.defaults());
    long good = files.stream().mapToLong(LakeFile::records).sum();
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
