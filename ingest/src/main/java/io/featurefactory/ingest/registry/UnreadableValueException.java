package io.featurefactory.ingest.registry;

/** The value of a record is no event; the message says why. */
public final class UnreadableValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UnreadableValueException(String reason) {
    super(reason);
    this.reason = reason;
  }

  UnreadableValueException(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /** For the dead letters. */
  public String reason() {
    return reason;
  }
}
