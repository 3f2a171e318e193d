package io.featurefactory.client;

import org.jspecify.annotations.Nullable;

/** There is no answer; the message says why, and what to do. */
public final class FeatureClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What to do about it. */
  public enum Reason {
    /** The request is wrong; to send it again is of no use. */
    REFUSED,
    /** There is no such service, view or version. */
    NOT_FOUND,
    /** The time was over. */
    LATE,
    /** The server cannot be reached, is stopping or too busy; another one, or later, may answer. */
    UNAVAILABLE,
    /** A fault of client or server. */
    FAULT
  }

  private final Reason reason;

  public FeatureClientException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
