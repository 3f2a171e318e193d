package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a query's rows as Parquet files and tells what is in them, from what COPY returns. */
final class ParquetWriter {
  private final KernelSession session;
  private final WriteTarget target;
  private final WriteOptions options;
  private final List<PartitionKey> keys;

  /** A column that divides the rows and is not stored. */
  private record PartitionKey(String name, String expression, DataType type) {}

  ParquetWriter(KernelSession session, WriteTarget target, WriteOptions options) {
    this.session = session;
    this.target = target;
    this.options = options;
    this.keys = keys();
  }

  List<LakeFile> write(String select) {
    return RemoteFiles.isRemote(target.folder()) ? upload(select) : writeHere(select);
  }

  private List<LakeFile> writeHere(String select) {
    Path folder = Path.of(target.folder());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(folder, e);
    }
    List<LakeFile> files = session.query(copy(select), this::file);
    return files.stream().filter(ParquetWriter::keepIfNotEmpty).toList();
  }

  /** Written on this machine's disk first: the kernel knows no other. */
  private List<LakeFile> upload(String select) {
    StagedCopies copies = session.copies();
    Path folder = copies.newFolder();
    try {
      WriteTarget here = target.in(folder.toString());
      List<LakeFile> written = new ParquetWriter(session, here, options).writeHere(select);
      return copies.upload(folder, written, target.folder());
    } finally {
      StagedFiles.deleteFolder(folder);
    }
  }

  String copy(String select) {
    StringBuilder sql = new StringBuilder("COPY (\n  SELECT\n    ");
    sql.append(columns()).append("\n  FROM (\n").append(select).append("\n  )");
    if (!options.orderBy().isEmpty()) {
      sql.append("\n  ORDER BY ")
          .append(options.orderBy().stream().map(SqlText::name).collect(Collectors.joining(", ")));
    }
    sql.append("\n) TO ").append(SqlText.text(target.folder())).append(" (\n  FORMAT parquet");
    sql.append(", COMPRESSION zstd, COMPRESSION_LEVEL 1, RETURN_STATS, APPEND");
    sql.append(", FILENAME_PATTERN ").append(SqlText.text("{uuid}"));
    sql.append(", ROW_GROUP_SIZE ").append(options.rowGroupRows());
    if (keys.isEmpty()) {
      sql.append(", FILE_SIZE_BYTES ").append(options.fileBytes());
    } else {
      sql.append(", PARTITION_BY (")
          .append(keys.stream().map(k -> SqlText.name(k.name())).collect(Collectors.joining(", ")))
          .append(")");
    }
    if (!target.columns().isEmpty()) {
      sql.append(",\n  FIELD_IDS ").append(SqlText.fieldIds(target.columns()));
    }
    return sql.append("\n)").toString();
  }

  private String columns() {
    if (target.columns().isEmpty()) {
      return "*";
    }
    List<String> columns = new ArrayList<>();
    for (LakeField column : target.columns()) {
      String name = SqlText.name(column.name());
      columns.add(name + "::" + SqlText.type(column.type()) + " AS " + name);
    }
    keys.forEach(key -> columns.add(key.expression() + " AS " + SqlText.name(key.name())));
    return String.join(",\n    ", columns);
  }

  private List<PartitionKey> keys() {
    Set<String> taken =
        target.columns().stream()
            .map(LakeField::name)
            .collect(Collectors.toCollection(HashSet::new));
    if (target.partitioning() instanceof Partitioning.Day day) {
      String expression = SqlText.name(day.column()) + "::TIMESTAMP::DATE";
      return List.of(
          new PartitionKey(
              free(day.column() + "_day", taken), expression, DataType.Primitive.TIMESTAMP));
    }
    List<PartitionKey> result = new ArrayList<>();
    if (target.partitioning() instanceof Partitioning.Identity identity) {
      for (String column : identity.columns()) {
        result.add(
            new PartitionKey(
                free(column + "_is", taken), SqlText.name(column), column(column).type()));
      }
    }
    return result;
  }

  private LakeField column(String name) {
    return target.columns().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "partition column: " + name + " (expected: a column)"));
  }

  private static String free(String wanted, Set<String> taken) {
    String name = wanted;
    while (!taken.add(name)) {
      name = name + "_";
    }
    return name;
  }

  private LakeFile file(ResultRow row) {
    Map<?, ?> statistics = map(row.value(4));
    Map<Integer, ColumnStatistics> columns = new HashMap<>();
    for (LakeField column : target.columns()) {
      Map<?, ?> printed = map(statistics.get(SqlText.name(column.name())));
      if (column.children().isEmpty() && !printed.isEmpty()) {
        columns.put(column.id(), PrintedStatistics.parse(printed, column.type()));
      }
    }
    Map<?, ?> printedKeys = map(row.value(5));
    List<@Nullable Object> partition = new ArrayList<>();
    for (PartitionKey key : keys) {
      partition.add(PrintedStatistics.value((String) printedKeys.get(key.name()), key.type()));
    }
    return new LakeFile(
        String.valueOf(row.string(0)), row.longValue(1), row.longValue(2), partition, columns);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static boolean keepIfNotEmpty(LakeFile file) {
    if (file.records() > 0) {
      return true;
    }
    try {
      Files.deleteIfExists(Path.of(file.path()));
      return false;
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(Path.of(file.path()), e);
    }
  }
}
