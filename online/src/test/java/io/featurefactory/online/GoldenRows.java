package io.featurefactory.online;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the golden files: what a row holds, and its bytes. */
final class GoldenRows {
  private static final Pattern ITEM = Pattern.compile("\"[^\"]*\"|\\[[^\\]]*\\]|[^,\\s][^,]*");
  private static final Pattern ESCAPE = Pattern.compile("\\\\u(\\p{XDigit}{4})");

  private static final String NEWEST = "rows/format-2.txt";
  private static final List<String> FILES = List.of("rows/format-1.txt", NEWEST);

  private GoldenRows() {}

  /** A row of a golden file. */
  record Row(
      RowSchema schema,
      Instant changedAt,
      List<@Nullable Object> values,
      String hex,
      boolean newest) {
    /** False for a row of format 1 that is shorter, or may be, in format 2. */
    boolean isWritten() {
      return newest || schema.columns().stream().noneMatch(c -> c.type() == Primitive.DOUBLE);
    }

    byte[] bytes() {
      return HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    @Override
    public String toString() {
      return schema.columns().get(0).type().displayName() + " " + hex;
    }
  }

  /** A schema of a golden file, and the fingerprint that it must have. */
  record Schema(RowSchema schema, String fingerprint) {}

  static List<Schema> schemas() {
    return lines("schema ").map(f -> new Schema(schema(f), f[3])).toList();
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String file : FILES) {
      RowSchema schema = null;
      for (String[] fields : lines(file, "").toList()) {
        if (fields.length == 4) {
          schema = schema(fields);
        } else {
          rows.add(row(Objects.requireNonNull(schema), fields, file.equals(NEWEST)));
        }
      }
    }
    return rows;
  }

  private static Row row(RowSchema schema, String[] fields, boolean newest) {
    Instant changedAt = Instant.parse(fields[0].replace("row ", ""));
    return new Row(schema, changedAt, values(schema.columns(), fields[1]), fields[2], newest);
  }

  private static Stream<String[]> lines(String prefix) {
    return FILES.stream().flatMap(p -> lines(p, prefix));
  }

  private static Stream<String[]> lines(String path, String prefix) {
    try (InputStream in = GoldenRows.class.getResourceAsStream(path)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(l -> !l.isBlank() && !l.startsWith("#") && l.startsWith(prefix))
          .map(l -> l.split(" {3}# ", 2)[0].trim().split(" \\| "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RowSchema schema(String[] fields) {
    String hop = fields[0].replace("schema ", "");
    String iso = hop.endsWith("d") ? "P" + hop : "PT" + hop;
    List<RowSchema.Column> columns =
        Stream.of(fields[1].split(", ")).map(GoldenRows::column).toList();
    return RowSchema.of(
        columns, Duration.parse(iso.toUpperCase(Locale.ROOT)), values(columns, fields[2]));
  }

  private static RowSchema.Column column(String text) {
    int space = text.lastIndexOf(' ');
    return new RowSchema.Column(text.substring(0, space), type(text.substring(space + 1)));
  }

  private static DataType type(String name) {
    if (name.endsWith("[]")) {
      return new Array(type(name.substring(0, name.length() - 2)));
    }
    if (name.startsWith("decimal(")) {
      String[] digits = name.substring(8, name.length() - 1).split(",", 2);
      return new Decimal(Integer.parseInt(digits[0]), Integer.parseInt(digits[1]));
    }
    return name.equals("string")
        ? Primitive.VARCHAR
        : Primitive.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static List<@Nullable Object> values(List<RowSchema.Column> columns, String text) {
    List<String> items = items(text);
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(value(columns.get(i).type(), items.get(i)));
    }
    return values;
  }

  private static List<String> items(String text) {
    return ITEM.matcher(text).results().map(m -> m.group().trim()).toList();
  }

  private static @Nullable Object value(DataType type, String text) {
    if (text.equals("NULL")) {
      return null;
    }
    if (type instanceof Array array) {
      List<@Nullable Object> list = new ArrayList<>();
      items(text.substring(1, text.length() - 1)).forEach(e -> list.add(value(array.element(), e)));
      return list;
    }
    return type instanceof Primitive primitive ? scalar(primitive, text) : new BigDecimal(text);
  }

  private static Object scalar(Primitive type, String text) {
    return switch (type) {
      case BOOLEAN -> Boolean.valueOf(text);
      case BIGINT -> Long.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case TIMESTAMP -> Instant.parse(text);
      case VARCHAR -> unescape(text.substring(1, text.length() - 1));
    };
  }

  private static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(m -> Matcher.quoteReplacement("" + (char) Integer.parseInt(m.group(1), 16)));
  }
}
