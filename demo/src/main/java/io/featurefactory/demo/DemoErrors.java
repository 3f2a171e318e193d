package io.featurefactory.demo;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.io.IOException;
import java.nio.file.Path;

/** Every way in which this module says no. */
final class DemoErrors {
  private DemoErrors() {}

  static FactoryException badSetting(String name, Object found, String expected) {
    return new FactoryException(
        Kind.USER, "%s: %s (expected: %s)".formatted(name, found, expected));
  }

  static FactoryException cannotWrite(Path file, IOException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot write %s: %s. Make room or choose another folder, then run the same command again"
            .formatted(file, reason(cause)),
        cause);
  }

  static FactoryException interrupted(Path dir, InterruptedException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Interrupted while writing the events to %s: days that are complete stay. Run it again"
            .formatted(dir),
        cause);
  }

  static FactoryException failed(Path dir, Throwable cause) {
    return new FactoryException(
        Kind.INTERNAL, "Cannot write the events to %s: %s".formatted(dir, cause), cause);
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : cause.getClass().getSimpleName() + ": " + message;
  }
}
