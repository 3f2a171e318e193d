package io.featurefactory.training;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows to enrich, as the kernel reads them.
 *
 * @param name as the user gave it, for messages
 * @param relation for FROM: the columns, and {@code file_row_number}, which counts the rows
 * @param columns in their order
 * @param texts true if values are texts of a file without types, which are read as the type that is
 *     wanted
 * @param rows how many
 */
public record Spine(String name, String relation, List<Column> columns, boolean texts, long rows) {
  public Spine {
    columns = List.copyOf(columns);
  }

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
