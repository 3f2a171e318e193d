package io.featurefactory.model;

/** A view was written while it was scanned, in a store that keeps no state of before. */
public final class ScanOvertakenException extends FactoryException {
  private static final long serialVersionUID = 1L;

  public ScanOvertakenException(String message) {
    super(Kind.EXTERNAL, message);
  }
}
