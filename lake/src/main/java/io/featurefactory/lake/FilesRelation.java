package io.featurefactory.lake;

import io.featurefactory.model.Source;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Files in place as a relation; Hive partitions are columns.
 *
 * @param call of the table function, without the closing parenthesis
 * @param types of its columns
 */
record FilesRelation(String call, Map<String, FileType> types) {
  /** The column of {@link #fromWithFile} that has the path of the file. */
  static final String FILE = "__file";

  private static final Pattern PARTITION = Pattern.compile("/([^/=]+)=[^/]*(?=/)");

  static FilesRelation of(Source source, KernelSession session, List<String> paths) {
    InputFormat format = InputFormat.of(Path.of(paths.get(0)));
    if (paths.stream().anyMatch(path -> InputFormat.of(Path.of(path)) != format)) {
      throw SourceErrors.mixedFormats(source, FilePattern.written(source));
    }
    if (format != InputFormat.PARQUET && RemoteFiles.isRemote(paths.get(0))) {
      throw SourceErrors.remoteFormat(source, FilePattern.written(source));
    }
    return switch (format) {
      case PARQUET ->
          new FilesRelation(parquet(paths), described(session, parquet(RowRange.footers(paths))));
      case CSV -> {
        String call = csv(paths);
        yield new FilesRelation(call, described(session, call));
      }
      case JSON -> json(source, paths);
    };
  }

  /** For FROM, of no rows, for which no remote file is copied but its footer. */
  String fromNone(List<String> paths) {
    return "(SELECT * FROM "
        + call.replace(list(paths), list(RowRange.footers(paths)))
        + ") LIMIT 0)";
  }

  /** For FROM. */
  String from() {
    return call + ")";
  }

  /** The same with a column more. */
  String fromWithFile() {
    return call + ", filename = " + SqlText.text(FILE) + ")";
  }

  /** Values of partitions are texts as the folders say them: {@code hour=07} is no 7. */
  private static final String OPTIONS =
      ", hive_partitioning = true, hive_types_autocast = false, union_by_name = true";

  /** Paths that were found already: DuckDB would take those of this machine for patterns again. */
  private static String list(List<String> paths) {
    return SqlText.list(
        paths.stream()
            .map(path -> RemoteFiles.isRemote(path) ? path : path.replaceAll("[\\[*?]", "[$0]"))
            .toList());
  }

  private static String parquet(List<String> paths) {
    return "read_parquet(" + list(paths) + OPTIONS;
  }

  private static Map<String, FileType> described(KernelSession session, String call) {
    Map<String, FileType> types = new LinkedHashMap<>();
    session.forEach(
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + call + "))",
        row ->
            types.put(
                String.valueOf(row.string(0)), FileType.parse(String.valueOf(row.string(1)))));
    return types;
  }

  private static String csv(List<String> paths) {
    CsvHeader header = CsvHeader.read(Path.of(paths.get(0)));
    return "read_csv(%s%s, header = true, all_varchar = true, delim = %s, quote = '\"', escape = '\"', comment = '', skip = 0"
        .formatted(list(paths), OPTIONS, SqlText.text(Character.toString(header.delimiter())));
  }

  private static FilesRelation json(Source source, List<String> paths) {
    Set<String> partitions = new LinkedHashSet<>();
    Matcher matcher = PARTITION.matcher(paths.get(0));
    while (matcher.find()) {
      partitions.add(matcher.group(1));
    }
    DeclaredColumns declared = new DeclaredColumns(source);
    Map<String, FileType> types = new LinkedHashMap<>();
    for (String name : declared.names()) {
      types.put(
          name,
          partitions.contains(name) ? FileType.TEXT : FileType.textsOf(declared.merge(name, null)));
    }
    String columns =
        types.entrySet().stream()
            .filter(e -> !partitions.contains(e.getKey()))
            .map(e -> SqlText.text(e.getKey()) + ": " + SqlText.text(e.getValue().sql()))
            .collect(Collectors.joining(", ", "{", "}"));
    return new FilesRelation(
        "read_json(%s, format = 'newline_delimited', hive_partitioning = true, hive_types_autocast = false, columns = %s"
            .formatted(list(paths), columns),
        types);
  }
}
