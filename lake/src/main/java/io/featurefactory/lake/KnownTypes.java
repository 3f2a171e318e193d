package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the types of a table and of a file together: what the table has stays, the rest is added.
 */
final class KnownTypes {
  private KnownTypes() {}

  static @Nullable DataType union(@Nullable DataType stored, @Nullable DataType found) {
    if (stored == null || found == null) {
      return stored == null ? found : stored;
    }
    if (stored instanceof DataType.Array one && found instanceof DataType.Array other) {
      DataType element = union(one.element(), other.element());
      return element == null ? stored : new DataType.Array(element);
    }
    if (stored instanceof DataType.Struct one && found instanceof DataType.Struct other) {
      Map<String, DataType.Field> fields = new LinkedHashMap<>();
      one.fields().forEach(field -> fields.put(field.name(), field));
      for (DataType.Field field : other.fields()) {
        DataType.Field mine = fields.get(field.name());
        DataType type = union(mine == null ? null : mine.type(), field.type());
        fields.put(
            field.name(), new DataType.Field(field.name(), type == null ? field.type() : type));
      }
      return new DataType.Struct(fields.values().stream().toList());
    }
    return stored;
  }
}
