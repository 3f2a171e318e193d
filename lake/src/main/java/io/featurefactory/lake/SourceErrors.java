package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Source;
import java.util.Collection;

/** Every way in which stored rows do not fit the source that declares them. */
final class SourceErrors {
  private SourceErrors() {}

  static FactoryException missingColumn(
      Source source, String column, String path, Collection<String> found) {
    return new FactoryException(
        Kind.USER,
        "Source %s: column %s reads '%s', which is not stored (expected: one of %s). Import a file"
                .formatted(source.name(), column, path, String.join(", ", found))
            + " that has it, or correct its path");
  }

  static FactoryException wrongType(
      Source source, String column, String path, String found, String wanted) {
    return new FactoryException(
        Kind.USER,
        "Source %s: column %s reads '%s', which is stored as %s (expected: %s, or a type that converts"
                .formatted(source.name(), column, path, found, wanted)
            + " to it). Declare the stored type and compute the other one in an expr");
  }

  static FactoryException notAnArray(Source source, String path, String found) {
    return new FactoryException(
        Kind.USER,
        "Source %s: unnest reads '%s', which is stored as %s (expected: an array)"
            .formatted(source.name(), path, found));
  }

  static FactoryException noFiles(Source source, String pattern, boolean isRemote) {
    return new FactoryException(
        Kind.USER,
        "Source %s: no file matches '%s' (expected: at least one).%s"
            .formatted(
                source.name(),
                pattern,
                isRemote ? "" : " The pattern is relative to the project's folder"));
  }

  static FactoryException openBracket(Source source, String pattern) {
    return new FactoryException(
        Kind.USER,
        "Source %s: '%s' has a [ without a ] in the same name (expected: such as [abc], [a-c] or [!abc]). For the character itself, write [[]"
            .formatted(source.name(), pattern));
  }

  static FactoryException rangeUpsideDown(Source source, String pattern, String range) {
    return new FactoryException(
        Kind.USER,
        "Source %s: '%s' has the range %s, which no character is in (expected: the lesser one first)"
            .formatted(source.name(), pattern, range));
  }

  static FactoryException remoteFormat(Source source, String pattern) {
    return new FactoryException(
        Kind.USER,
        "Source %s: '%s' is in S3, and not Parquet (expected: s3://.../*.parquet). Import CSV and JSON, or write them as Parquet"
            .formatted(source.name(), pattern));
  }

  static FactoryException mixedFormats(Source source, String pattern) {
    return new FactoryException(
        Kind.USER,
        "Source %s: '%s' matches files of several kinds (expected: one of CSV, JSON, Parquet)"
            .formatted(source.name(), pattern));
  }

  static FactoryException fileGone(Source source, String file) {
    return new FactoryException(
        Kind.DATA,
        "Source %s: file %s was read before and is gone. Put it back; features were computed from it"
            .formatted(source.name(), file));
  }

  static FactoryException fileChanged(Source source, String file, String was, String is) {
    return new FactoryException(
        Kind.DATA,
        "Source %s: file %s changed after it was read (it had %s, now it has %s). Restore it and put"
                .formatted(source.name(), file, was, is)
            + " new events into new files");
  }

  static FactoryException unreadable(Source source, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Source %s: files cannot be listed: %s".formatted(source.name(), LakeErrors.reason(cause)),
        cause);
  }
}
