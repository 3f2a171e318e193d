package io.featurefactory.cli;

import io.featurefactory.definitions.Share;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a share: {@code 1%}, {@code 0.01}. */
final class ShareArgument implements ITypeConverter<Double> {
  @Override
  public Double convert(String value) {
    Double share = Share.find(value);
    if (share == null) {
      throw new TypeConversionException("'" + value + "' (expected: " + Share.EXPECTATION + ")");
    }
    return share;
  }
}
