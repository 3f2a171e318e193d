package io.featurefactory.cli.project;

import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Every way in which a project can say no. */
final class ProjectErrors {
  private ProjectErrors() {}

  static FactoryException unknownStore(String name, Collection<String> known) {
    return new FactoryException(
        Kind.USER,
        "Unknown online store '%s' (expected: one of %s). Stores are declared in factory.yaml, under online"
            .formatted(name, new TreeSet<>(known)));
  }

  static FactoryException cannotMakeFolder(Path folder, IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return new FactoryException(
          Kind.USER, "%s is a file (expected: a folder, or nothing yet)".formatted(folder), e);
    }
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot make the folder %s: %s. Check its permissions and the free space of the disk"
            .formatted(folder, e.getClass().getSimpleName()),
        e);
  }

  static FactoryException noProject(Path folder) {
    return new FactoryException(
        Kind.USER,
        "There is no project in %s: it has no factory.yaml. Go to a project's folder, name one with --project DIR, or make one with ff init DIR"
            .formatted(folder));
  }

  static FactoryException noEnvironment(String environment, String file, List<String> there) {
    return new FactoryException(
        Kind.USER,
        "Unknown environment '%s': there is no file %s (expected: %s)"
            .formatted(
                environment,
                file,
                there.isEmpty()
                    ? "no --env, this project has no environments"
                    : "one of " + String.join(", ", there)));
  }

  static FactoryException noSuchDatabase(String key, String url) {
    return new FactoryException(
        Kind.USER, "%s: %s (expected: %s)".formatted(key, url, DatabaseUrl.EXPECTATION));
  }

  static FactoryException noSuchCatalog(String key, String url) {
    return new FactoryException(
        Kind.USER,
        "%s: %s (expected: %s, {type: rest, uri: https://...} or {type: glue, region: ...})"
            .formatted(key, url, DatabaseUrl.EXPECTATION));
  }

  static FactoryException glueNeedsS3(String warehouse) {
    return new FactoryException(
        Kind.USER,
        "warehouse: %s (expected: s3://bucket/prefix, since catalog: is AWS Glue)"
            .formatted(warehouse));
  }

  static FactoryException notBytes(String variable, String found) {
    return new FactoryException(
        Kind.USER, "%s=%s (expected: a number of bytes)".formatted(variable, found));
  }

  static FactoryException noSuchWarehouse(String warehouse) {
    return new FactoryException(
        Kind.USER,
        "warehouse: %s (expected: a folder, or s3://bucket/prefix)".formatted(warehouse));
  }
}
