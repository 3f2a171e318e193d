package io.featurefactory.ingest.registry;

/**
 * A record names a schema that the registry does not have, or that cannot be used: until that is
 * mended, its topic cannot be read.
 */
public final class UnknownSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnknownSchemaException(String message) {
    super(message);
  }

  UnknownSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
