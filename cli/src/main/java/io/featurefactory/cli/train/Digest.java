package io.featurefactory.cli.train;

import java.util.Locale;

/**
 * What tells a training set from others.
 *
 * @param kind of what
 * @param hex its digits
 */
public record Digest(Kind kind, String hex) {
  /** Kinds. */
  public enum Kind {
    /** Of the bytes of a file. */
    SHA256,
    /** Of the rows of a table and their numbers, by the kernel's own hash. */
    ROWS_HASH;

    /** The name in manifests and answers. */
    public String field() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
