package io.featurefactory.cli;

import io.featurefactory.cli.train.AsOf;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code availability} and {@code event-time}. */
final class AsOfArgument implements ITypeConverter<AsOf> {
  @Override
  public AsOf convert(String value) {
    String name = value.toUpperCase(Locale.ROOT).replace('-', '_');
    for (AsOf one : AsOf.values()) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    throw new TypeConversionException("'" + value + "' (expected: availability or event-time)");
  }
}
