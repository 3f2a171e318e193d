package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares what a source declares with the table that it reads; a stored column keeps its type. */
public final class StoredTypes {
  private StoredTypes() {}

  /**
   * A column that is declared with another type than it is stored with.
   *
   * @param stored the type in the table, as messages name it
   */
  public record Contradiction(Source.Column column, String stored) {}

  /**
   * The columns of a source with another type than the table's; those that it lacks are no such.
   */
  public static List<Contradiction> contradictions(Source source, LakeTable table) {
    List<Contradiction> found = new ArrayList<>();
    for (Source.Column column : source.columns()) {
      DataType stored = column.expr() == null ? find(source, column, table) : null;
      if (stored != null && !stored.equals(column.type())) {
        found.add(new Contradiction(column, stored.displayName()));
      }
    }
    return found;
  }

  /**
   * The type where the path of the column ends, or cannot go on; null if nothing is stored there.
   */
  private static @Nullable DataType find(Source source, Source.Column column, LakeTable table) {
    List<String> steps = List.of(column.path().split("\\."));
    LakeField field = table.findColumn(steps.get(0));
    DataType type = field == null ? null : element(steps.get(0), field.type(), source);
    StringBuilder path = new StringBuilder(steps.get(0));
    for (int i = 1; i < steps.size() && type instanceof DataType.Struct struct; i++) {
      String step = steps.get(i);
      path.append('.').append(step);
      DataType inner =
          struct.fields().stream()
              .filter(f -> f.name().equals(step))
              .map(DataType.Field::type)
              .findFirst()
              .orElse(null);
      type = inner == null ? null : element(path.toString(), inner, source);
    }
    return type;
  }

  /** Of the array that the source unnests: the type of an element. */
  private static DataType element(String path, DataType type, Source source) {
    return path.equals(source.unnest()) && type instanceof DataType.Array array
        ? array.element()
        : type;
  }
}
