package io.featurefactory.model;

import org.jspecify.annotations.Nullable;

/**
 * The failure of an operation, with a message for the user: what was found, what was expected and
 * the way out. The kind says who can mend it.
 */
public sealed class FactoryException extends RuntimeException
    permits DiskFullException, ScanOvertakenException {
  private static final long serialVersionUID = 1L;

  /** Who can mend a failure. */
  public enum Kind {
    /** The input is wrong: a definition, an argument, a key. */
    USER,
    /** The data are wrong: they break a check, a type or a limit. */
    DATA,
    /** Something outside failed: a disk, a network, a server; trying again may help. */
    EXTERNAL,
    /** A fault of this product. */
    INTERNAL
  }

  private final Kind kind;

  public FactoryException(Kind kind, String message) {
    this(kind, message, null);
  }

  public FactoryException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
