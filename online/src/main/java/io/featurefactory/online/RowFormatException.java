package io.featurefactory.online;

/** Bytes that are no row of the expected schema. The message says what was found and expected. */
public final class RowFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RowFormatException(String message) {
    super(message);
  }
}
