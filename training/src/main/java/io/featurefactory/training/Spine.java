package io.featurefactory.training;

import io.featurefactory.lake.SqlText;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows to enrich, as the kernel reads them.
 *
 * @param name as the user gave it, for messages
 * @param parts of the rows, in their order
 * @param columns in their order
 * @param texts true if values are texts of a file without types, which are read as the type that is
 *     wanted
 */
public record Spine(String name, List<Part> parts, List<Column> columns, boolean texts) {
  public Spine {
    parts = List.copyOf(parts);
    columns = List.copyOf(columns);
  }

  /** A spine whose rows are in one place. */
  public Spine(String name, String relation, List<Column> columns, boolean texts, long rows) {
    this(name, List.of(new Part(relation, rows)), columns, texts);
  }

  /**
   * Rows that are read together.
   *
   * @param relation for FROM: the columns, and {@code file_row_number}, which counts the rows of
   *     the whole spine from 0
   * @param rows how many
   */
  public record Part(String relation, long rows) {}

  /**
   * A column.
   *
   * @param type the kernel's name of the type of the values in the relation
   * @param shown the kernel's name of the type that it has in the training set, where nobody wants
   *     another one
   */
  public record Column(String name, String type, String shown) {
    /** A column that is shown as it is. */
    public Column(String name, String type) {
      this(name, type, type);
    }

    /** SQL of the column without a value, for a relation without rows. */
    String nothing() {
      return "NULL::" + type + " AS " + SqlText.name(name);
    }
  }

  /** How many rows there are. */
  public long rows() {
    return parts.stream().mapToLong(Part::rows).sum();
  }

  /** All rows: the columns, and {@code file_row_number}. */
  public String relation() {
    return parts.size() == 1
        ? parts.get(0).relation()
        : parts.stream()
            .map(part -> "SELECT * FROM " + part.relation())
            .collect(Collectors.joining(" UNION ALL ", "(", ")"));
  }

  /** A relation for FROM without rows: the columns, and {@code file_row_number}. */
  String noRows() {
    return columns.stream()
        .map(column -> column.nothing() + ", ")
        .collect(
            Collectors.joining("", "(SELECT ", "NULL::BIGINT AS file_row_number WHERE false)"));
  }

  /** The same rows, elsewhere or divided otherwise. */
  Spine in(List<Part> others) {
    return new Spine(name, others, columns, texts);
  }

  /** The column of that name, without regard to case; null if there is none. */
  public @Nullable Column find(String column) {
    return columns.stream().filter(c -> c.name().equalsIgnoreCase(column)).findFirst().orElse(null);
  }

  /**
   * Where the values are that a service wants.
   *
   * @param time the column of the spine's time
   * @param columns key or input to the column of the spine, where the names differ
   */
  public record Mapping(String time, Map<String, String> columns) {
    public Mapping {
      columns = Map.copyOf(columns);
    }
  }
}
