package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CSV file with a header.
 *
 * <p>The kernel's reader checks structure and types and keeps the lines that it refuses. Only times
 * and decimals are converted afterwards, since its reader would drop their offsets and digits; when
 * one fails, the file is read again: once as the types themselves to learn which lines are bad, for
 * surplus digits by {@link CsvSurplus}, once to take the others.
 */
final class CsvReader implements FileReader {
  private final ImportFile file;
  private final KernelSession session;
  private final DeclaredColumns declared;
  private final CsvHeader header;

  CsvReader(ImportFile file, KernelSession session, DeclaredColumns declared) {
    this.file = file;
    this.session = session;
    this.declared = declared;
    this.header = CsvHeader.read(file.path());
  }

  @Override
  public Map<String, FileType> columns() {
    List<String> unknown =
        header.names().stream().filter(name -> !declared.names().contains(name)).toList();
    Map<String, FileType> detected =
        TypeDetection.detect(session, "(" + read(name -> "VARCHAR", null, false) + ")", unknown);
    Map<String, FileType> types = new LinkedHashMap<>();
    header.names().forEach(name -> types.put(name, detected.getOrDefault(name, FileType.TEXT)));
    return types;
  }

  @Override
  public Staged stage(StageRequest request) {
    Map<String, LakeField> targets =
        request.target().columns().stream()
            .collect(Collectors.toMap(LakeField::name, column -> column));
    Staged all = request.tryAll(session, select(request, targets, ""));
    return all == null
        ? stageAgain(request, targets)
        : new CsvRejects(file, session).staged(all.files(), request.badRows());
  }

  private Staged stageAgain(StageRequest request, Map<String, LakeField> targets) {
    forgetRejects();
    String good =
        Stream.concat(
                times(targets).stream()
                    .map(SqlText::name)
                    .map(x -> x + " IS NULL OR isfinite(TRY_CAST(" + x + " AS TIMESTAMP))"),
                decimals(targets).entrySet().stream().map(d -> fits(d.getKey(), d.getValue())))
            .map(condition -> "(" + condition + ")")
            .collect(Collectors.joining(" AND ", " WHERE ", ""));
    String required =
        request.eventTime() == null ? "" : " AND " + SqlText.name(request.eventTime()) + " <> ''";
    List<LakeFile> files =
        session.write(
            select(request, targets, good + required), request.target(), WriteOptions.defaults());
    forgetRejects();
    session.execute(
        "SELECT count(COLUMNS(*)) FROM ("
            + read(name -> nativeType(targets.get(name)), request.eventTime(), true)
            + ")");
    Staged staged = new CsvRejects(file, session).staged(files, request.badRows());
    Map<String, DataType.Decimal> decimals = decimals(targets);
    return decimals.isEmpty() || staged.badCount() >= request.badRows()
        ? staged
        : withSurplus(staged, decimals, request.badRows());
  }

  /** With the lines that the kernel's reader would round. */
  private Staged withSurplus(Staged staged, Map<String, DataType.Decimal> decimals, long limit) {
    Map<Long, BadRow> bad = new TreeMap<>();
    staged.bad().forEach(row -> bad.put(row.line(), row));
    long[] more = {0};
    new CsvSurplus(
            file,
            header,
            decimals,
            row -> {
              if (!bad.containsKey(row.line())) {
                more[0]++;
                if (bad.size() < limit) {
                  bad.put(row.line(), row);
                }
              }
            })
        .scan();
    return new Staged(staged.files(), staged.badCount() + more[0], List.copyOf(bad.values()));
  }

  private static String fits(String column, DataType.Decimal type) {
    String x = SqlText.name(column);
    return "%1$s IS NULL OR (TRY_CAST(%1$s AS %2$s) IS NOT NULL AND NOT %3$s)"
        .formatted(x, SqlText.type(type), SurplusDigits.condition(x, FileType.TEXT, type));
  }

  private Map<String, DataType.Decimal> decimals(Map<String, LakeField> targets) {
    Map<String, DataType.Decimal> decimals = new LinkedHashMap<>();
    for (String name : header.names()) {
      LakeField target = targets.get(name);
      if (target != null && target.type() instanceof DataType.Decimal decimal) {
        decimals.put(name, decimal);
      }
    }
    return decimals;
  }

  private void forgetRejects() {
    session.execute("DROP TABLE IF EXISTS reject_errors");
    session.execute("DROP TABLE IF EXISTS reject_scans");
  }

  private List<String> times(Map<String, LakeField> targets) {
    return header.names().stream()
        .filter(name -> nativeType(targets.get(name)).equals("TIMESTAMP"))
        .toList();
  }

  private String select(StageRequest request, Map<String, LakeField> targets, String where) {
    List<String> columns = new ArrayList<>();
    for (LakeField column : request.target().columns()) {
      boolean inFile = header.names().contains(column.name());
      String value = inFile ? convert(column, request) : null;
      columns.add(request.value(column, value) + " AS " + SqlText.name(column.name()));
    }
    return "    SELECT "
        + String.join(",\n      ", columns)
        + "\n    FROM ("
        + read(name -> readType(targets.get(name)), request.eventTime(), true)
        + ")"
        + where;
  }

  private String convert(LakeField column, StageRequest request) {
    FileType from = new FileType(readType(column), List.of());
    if (Conversion.guesses(from, column.type())) {
      throw ImportErrors.notConvertible(
          file.path(), column.name(), "text", column.type().displayName());
    }
    String stored = SqlText.name(column.name());
    String value = Conversion.sql(stored, from, column.type());
    String surplus = SurplusDigits.condition(stored, from, column.type());
    if (surplus != null) {
      return "CASE WHEN %s THEN error('surplus digits') ELSE %s END".formatted(surplus, value);
    }
    return column.name().equals(request.eventTime())
        ? "CASE WHEN isfinite(%1$s) THEN %1$s ELSE CAST('no time' AS TIMESTAMP) END"
            .formatted(value)
        : value;
  }

  /** The type that the kernel's reader may check by itself. */
  private static String nativeType(@Nullable LakeField column) {
    DataType type = column == null ? DataType.Primitive.VARCHAR : column.type();
    return type instanceof DataType.Array || type instanceof DataType.Struct
        ? "VARCHAR"
        : SqlText.type(type);
  }

  private static String readType(@Nullable LakeField column) {
    String type = nativeType(column);
    return type.equals("TIMESTAMP") || type.startsWith("DECIMAL(") ? "VARCHAR" : type;
  }

  private interface TypeOf {
    String type(String column);
  }

  private String read(TypeOf types, @Nullable String required, boolean keepRejects) {
    String columns =
        header.names().stream()
            .map(name -> SqlText.text(name) + ": " + SqlText.text(types.type(name)))
            .collect(Collectors.joining(", ", "{", "}"));
    return "SELECT * FROM read_csv(%s, auto_detect = false, header = true, delim = %s"
            .formatted(
                SqlText.text(file.name()), SqlText.text(Character.toString(header.delimiter())))
        + ", quote = '\"', escape = '\"', hive_partitioning = false"
        + (required == null || !header.names().contains(required)
            ? ""
            : ", force_not_null = [" + SqlText.text(required) + "]")
        + (keepRejects ? ", store_rejects = true, rejects_limit = 0" : ", ignore_errors = true")
        + ", columns = "
        + columns
        + ")";
  }
}
