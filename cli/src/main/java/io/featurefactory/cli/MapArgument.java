package io.featurefactory.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code ad_id=item}: a key or input of the service, and the column of the spine for it. */
final class MapArgument implements ITypeConverter<MapArgument.Mapped> {
  /** A key or input, and its column. */
  record Mapped(String name, String column) {}

  @Override
  public Mapped convert(String value) {
    int equals = value.indexOf('=');
    if (equals < 1 || equals == value.length() - 1) {
      throw new TypeConversionException(
          "'" + value + "' (expected: KEY=COLUMN, such as ad_id=item)");
    }
    return new Mapped(value.substring(0, equals), value.substring(equals + 1));
  }
}
