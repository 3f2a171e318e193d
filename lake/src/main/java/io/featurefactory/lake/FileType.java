package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column in a file, as the kernel names it.
 *
 * @param name {@code STRUCT}, {@code LIST}, or the kernel's name of another type
 * @param fields of a struct; of a list one without a name; else empty
 */
record FileType(String name, List<Field> fields) {
  static final String STRUCT = "STRUCT";
  static final String LIST = "LIST";
  static final FileType TEXT = new FileType("VARCHAR", List.of());

  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");

  /** A field of a struct. */
  record Field(String name, FileType type) {}

  FileType {
    fields = List.copyOf(fields);
  }

  static FileType list(FileType element) {
    return new FileType(LIST, List.of(new Field("", element)));
  }

  static FileType parse(String text) {
    return new Parser(text).type();
  }

  /** The shape of a type of the model with texts for all values. */
  static FileType textsOf(DataType type) {
    if (type instanceof DataType.Array array) {
      return list(textsOf(array.element()));
    }
    return type instanceof DataType.Struct struct
        ? new FileType(
            STRUCT,
            struct.fields().stream().map(f -> new Field(f.name(), textsOf(f.type()))).toList())
        : TEXT;
  }

  /** As the kernel's SQL writes it. */
  String sql() {
    if (name.equals(LIST)) {
      return fields.get(0).type().sql() + "[]";
    }
    return name.equals(STRUCT)
        ? fields.stream()
            .map(f -> SqlText.name(f.name()) + " " + f.type().sql())
            .collect(Collectors.joining(", ", "STRUCT(", ")"))
        : name;
  }

  boolean text() {
    return name.equals("VARCHAR") || name.equals("JSON");
  }

  /** The type of the model that holds the values; null if there is none. */
  @Nullable DataType model() {
    if (name.equals(STRUCT)) {
      List<DataType.Field> kept = new ArrayList<>();
      for (Field field : fields) {
        DataType type = field.type().model();
        if (type != null) {
          kept.add(new DataType.Field(field.name(), type));
        }
      }
      return kept.isEmpty() ? null : new DataType.Struct(kept);
    }
    if (name.equals(LIST)) {
      DataType element = fields.get(0).type().model();
      return element == null || element instanceof DataType.Array
          ? DataType.Primitive.VARCHAR
          : new DataType.Array(element);
    }
    Matcher decimal = DECIMAL.matcher(name);
    if (decimal.matches()) {
      return new DataType.Decimal(
          Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    if (name.startsWith("TIMESTAMP") || name.equals("DATE")) {
      return DataType.Primitive.TIMESTAMP;
    }
    return switch (name) {
      case "BOOLEAN" -> DataType.Primitive.BOOLEAN;
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" ->
          DataType.Primitive.BIGINT;
      case "UBIGINT" -> new DataType.Decimal(20, 0);
      case "HUGEINT", "UHUGEINT" -> new DataType.Decimal(DataType.Decimal.MAX_PRECISION, 0);
      case "FLOAT", "DOUBLE" -> DataType.Primitive.DOUBLE;
      case "BLOB" -> null;
      default -> DataType.Primitive.VARCHAR;
    };
  }

  /** Recursive descent over names such as {@code STRUCT(a BIGINT, "b c" VARCHAR[])[]}. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    FileType type() {
      FileType type = text.startsWith(STRUCT + "(", at) ? struct() : other();
      while (text.startsWith("[", at)) {
        at = text.indexOf(']', at) + 1;
        type = list(type);
      }
      return type;
    }

    private FileType struct() {
      at += STRUCT.length() + 1;
      List<Field> fields = new ArrayList<>();
      while (text.charAt(at) != ')') {
        String name = name();
        fields.add(new Field(name, type()));
        while (text.charAt(at) == ',' || text.charAt(at) == ' ') {
          at++;
        }
      }
      at++;
      return new FileType(STRUCT, fields);
    }

    private String name() {
      StringBuilder name = new StringBuilder();
      if (text.charAt(at) != '"') {
        int end = text.indexOf(' ', at);
        name.append(text, at, end);
        at = end + 1;
        return name.toString();
      }
      for (at++; text.charAt(at) != '"' || text.startsWith("\"\"", at); at++) {
        at += text.charAt(at) == '"' ? 1 : 0;
        name.append(text.charAt(at));
      }
      at += 2;
      return name.toString();
    }

    /** Up to a comma, a bracket or the end that is not inside of parentheses. */
    private FileType other() {
      int depth = 0;
      int start = at;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (depth == 0 && (c == ',' || c == ')' || c == '[')) {
          break;
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
      return new FileType(text.substring(start, at), List.of());
    }
  }
}
