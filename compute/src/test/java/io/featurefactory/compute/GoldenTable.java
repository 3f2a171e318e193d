package io.featurefactory.compute;

import io.featurefactory.definitions.expression.TypeNames;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.evaluation.ExprEvaluator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code expressions.golden}. */
final class GoldenTable {
  private GoldenTable() {}

  /** A column of the row that expressions are evaluated on. */
  record Cell(DataType type, Object value) {}

  /**
   * An expression with its value.
   *
   * @param expectation type and value, or {@code error} and a part of the message
   */
  record Line(int number, Map<String, Cell> row, String expression, String expectation) {
    @Override
    public String toString() {
      return number + ": " + expression;
    }
  }

  static List<Line> load() {
    try (InputStream in = GoldenTable.class.getResourceAsStream("expressions.golden")) {
      return read(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Line> read(List<String> lines) {
    List<Line> table = new ArrayList<>();
    Map<String, Cell> row = Map.of();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("row:")) {
        row = row(line.substring(4));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("\\s+=>\\s+", 2);
        table.add(new Line(i + 1, row, parts[0], parts[1].strip()));
      }
    }
    return table;
  }

  private static Map<String, Cell> row(String text) {
    Map<String, Cell> row = new LinkedHashMap<>();
    for (String column : text.split(";", -1)) {
      String[] parts = column.strip().split("\\s+", 4);
      DataType type = TypeNames.find(parts[1]);
      row.put(parts[0], new Cell(type, value(parts[3], type)));
    }
    return row;
  }

  /** A constant of the table. */
  static Object value(String text, DataType type) {
    if (text.equals("null")) {
      return null;
    }
    if (type instanceof DataType.Array array) {
      String items = text.substring(1, text.length() - 1);
      DataType element = array.element() == Primitive.FLOAT ? Primitive.DOUBLE : array.element();
      return items.isEmpty()
          ? List.of()
          : Arrays.asList(
              Arrays.stream(items.split(", ", -1)).map(item -> value(item, element)).toArray());
    }
    boolean quoted = text.startsWith("'");
    String plain = quoted ? text.substring(1, text.length() - 1).replace("''", "'") : text;
    Expr literal = new Expr.Literal(plain, Primitive.VARCHAR);
    return type == Primitive.VARCHAR
        ? plain
        : ExprEvaluator.evaluate(new Expr.Cast(literal, type), name -> null);
  }
}
