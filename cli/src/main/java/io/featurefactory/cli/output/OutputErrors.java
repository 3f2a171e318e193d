package io.featurefactory.cli.output;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.nio.file.Path;

/** Every way in which a file to be written is refused. */
public final class OutputErrors {
  private OutputErrors() {}

  /** The folder is missing. */
  public static FactoryException noFolder(Path file) {
    return user(
        "--out %s: there is no folder %s (expected: a folder that is there)"
            .formatted(file, file.getParent()));
  }

  static FactoryException isThere(Path file) {
    return user(
        "--out %s: the file is there already, and nothing was changed. Give another name, or add --overwrite"
            .formatted(file));
  }

  static FactoryException isFolder(Path folder) {
    return user("--out %s: that is a folder (expected: the name of a file)".formatted(folder));
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }
}
