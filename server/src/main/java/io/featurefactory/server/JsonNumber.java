package io.featurefactory.server;

/** A number as it was written, so that no digit is lost before its type is known. */
record JsonNumber(String text) {
  @Override
  public String toString() {
    return text;
  }
}
