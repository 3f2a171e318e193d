package io.featurefactory.model;

import org.jspecify.annotations.Nullable;

/**
 * A disk has no room left; of kind EXTERNAL. What was begun is as it was before, or goes on where
 * it stopped when the same command is run again. Whoever meets it need not try anything else that
 * writes.
 */
public final class DiskFullException extends FactoryException {
  private static final long serialVersionUID = 1L;

  public DiskFullException(String message, @Nullable Throwable cause) {
    super(Kind.EXTERNAL, message, cause);
  }
}
