package io.featurefactory.cli;

import io.featurefactory.training.TrainingPlan.Extra;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code run}, {@code age}, {@code changed-at} and {@code found}. */
final class ExtraArgument implements ITypeConverter<Extra> {
  @Override
  public Extra convert(String value) {
    String name = value.toUpperCase(Locale.ROOT).replace('-', '_');
    for (Extra one : Extra.values()) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    throw new TypeConversionException("'" + value + "' (expected: run, age, changed-at or found)");
  }
}
