package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Values that every row of an import gets in columns that its files lack, checked and typed.
 *
 * @param types of the columns, in the order of their names
 * @param sql of the values, of these types; the same columns
 * @param text a JSON object of column and value, in the order of the columns, that two imports
 *     share exactly if they set the same values; empty if nothing is set
 */
record SetValues(Map<String, DataType> types, Map<String, String> sql, String text) {
  /** Nothing is set. */
  static final SetValues NONE = new SetValues(Map.of(), Map.of(), "");

  /** Digits enough for every BIGINT, and for a fraction that must not get lost. */
  private static final String EXACT = "DECIMAL(38,18)";

  /**
   * Checks texts against the types of their columns.
   *
   * @param table that is imported into; null if it is not there yet
   */
  static SetValues of(
      Map<String, String> texts,
      DeclaredColumns declared,
      @Nullable LakeTable table,
      KernelSession session) {
    if (texts.isEmpty()) {
      return NONE;
    }
    Map<String, DataType> types = new LinkedHashMap<>();
    Map<String, String> sql = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(texts).entrySet()) {
      DataType type = type(entry.getKey(), declared, table);
      types.put(entry.getKey(), type);
      sql.put(entry.getKey(), literal(entry.getKey(), entry.getValue(), type, session));
    }
    return new SetValues(types, sql, json(sql, session));
  }

  private static DataType type(String column, DeclaredColumns declared, @Nullable LakeTable table) {
    LakeField stored =
        table == null || column.equals(declared.landedAt()) ? null : table.findColumn(column);
    if (stored == null && !declared.names().contains(column)) {
      throw ImportErrors.unknownSetColumn(column, declared.names());
    }
    DataType type = declared.merge(column, stored == null ? null : stored.type());
    if (type instanceof DataType.Array || type instanceof DataType.Struct) {
      throw ImportErrors.setOfNestedColumn(column, type.displayName());
    }
    return type;
  }

  /** The value as the kernel writes it, so that {@code 7} and {@code 07} are the same number. */
  private static String literal(String column, String text, DataType type, KernelSession session) {
    String value = "TRY(" + Conversion.sql(SqlText.text(text), FileType.TEXT, type) + ")";
    String fits =
        type == Primitive.TIMESTAMP
            ? "isfinite(v)"
            : type == Primitive.BIGINT || type instanceof DataType.Decimal
                ? "TRY_CAST(v AS %1$s) IS NOT DISTINCT FROM TRY_CAST(%2$s AS %1$s)"
                    .formatted(EXACT, SqlText.text(text))
                : "true";
    String canonical =
        session
            .query(
                "SELECT CASE WHEN %s THEN v::VARCHAR END FROM (SELECT %s AS v)"
                    .formatted(fits, value),
                row -> row.string(0))
            .get(0);
    if (canonical == null) {
      throw ImportErrors.setValueDoesNotFit(column, text, type.displayName());
    }
    return "CAST(" + SqlText.text(canonical) + " AS " + SqlText.type(type) + ")";
  }

  private static String json(Map<String, String> sql, KernelSession session) {
    String fields =
        sql.entrySet().stream()
            .map(e -> SqlText.name(e.getKey()) + " := (" + e.getValue() + ")::VARCHAR")
            .collect(Collectors.joining(", "));
    return session
        .query(
            "SELECT to_json(struct_pack(" + fields + "))::VARCHAR",
            row -> String.valueOf(row.string(0)))
        .get(0);
  }

  /** Fails if the file has one of the columns; names that differ in case only are one. */
  void checkAgainst(ImportFile file, Iterable<String> columns) {
    for (String column : columns) {
      for (String set : types.keySet()) {
        if (set.equalsIgnoreCase(column)) {
          throw ImportErrors.setColumnInFile(file.path(), set);
        }
      }
    }
  }
}
