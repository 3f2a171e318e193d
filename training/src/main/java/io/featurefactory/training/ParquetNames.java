package io.featurefactory.training;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.SqlText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The names of a Parquet file's columns as they stand there; the kernel gives other names to those
 * that are there twice.
 *
 * <p>A schema is a tree, written parent first: each element says how many children follow (the
 * Parquet format, {@code SchemaElement}).
 */
final class ParquetNames {
  private static final int WIDEST_DECIMAL = 38;

  private ParquetNames() {}

  private record Element(String name, long children, long precision) {}

  /**
   * The names, in the order of the columns.
   *
   * @param shown the file's name, for messages
   */
  static List<String> of(KernelSession session, String shown, Path file) {
    List<Element> elements =
        session.query(
            "SELECT name, coalesce(num_children, 0)::BIGINT, coalesce(precision, 0)::BIGINT FROM parquet_schema(%s)"
                .formatted(SqlText.text(file.toString())),
            row -> new Element(String.valueOf(row.string(0)), row.longValue(1), row.longValue(2)));
    for (Element element : elements) {
      if (element.precision() > WIDEST_DECIMAL) {
        throw TrainingErrors.wideDecimal(shown, element.name(), element.precision());
      }
    }
    List<String> names = new ArrayList<>();
    int next = 1; // behind the root
    while (next < elements.size()) {
      names.add(elements.get(next).name());
      next = behind(elements, next);
    }
    return names;
  }

  /** The place of the first element that is not below the one at the place. */
  private static int behind(List<Element> elements, int place) {
    int next = place + 1;
    for (long child = 0; child < elements.get(place).children(); child++) {
      next = behind(elements, next);
    }
    return next;
  }
}
