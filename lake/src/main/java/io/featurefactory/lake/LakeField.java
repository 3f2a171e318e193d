package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.io.Serializable;
import java.util.List;

/**
 * A column of a table, or a field nested in one, with the id that stays when it is renamed.
 *
 * @param id of the field in the Iceberg schema
 * @param type of the values; a DATE of a foreign table is a TIMESTAMP at midnight
 * @param children the fields of a struct; of an array one field {@code element}; else empty
 */
public record LakeField(
    int id, String name, DataType type, Nullability nullability, List<LakeField> children)
    implements Serializable {
  public LakeField {
    children = List.copyOf(children);
  }
}
